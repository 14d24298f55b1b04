"""Neural networks that learn by settling, without backpropagation."""
