"""Measurements of speed that anybody can repeat on a machine of their own."""
