// What XLA calls for couplings whose targets have any number of synapses.
#pragma once

#include "arguments.h"
#include "compressed.h"
#include "of_spins.h"

namespace {

// spins [batch, size]; starts [groups + 1], sources and weights [entries, kAlike], order [targets]
// -> [batch, targets]. Nothing is followed that leads outside of the arrays.
ffi::Error send_compressed(Threads threads, Floats spins, Numbers starts, Numbers sources,
                           Floats weights, Numbers order, Result field) {
  if (!field->element_count()) return ffi::Error::Success();
  const int64_t batch = at_end(spins, 2), size = at_end(spins, 1), targets = at_end(order, 1);
  const int64_t groups = (targets + basinet::kAlike - 1) / basinet::kAlike;
  const int64_t entries = at_end(weights, 2);
  if (differ({{spins, batch * size}, {field, batch * targets}, {starts, groups + 1},
              {order, targets}, {sources, entries * basinet::kAlike},
              {weights, entries * basinet::kAlike}}))
    return refused(kSizes);
  if (!basinet::exist(sources.typed_data(), entries * basinet::kAlike, size) ||
      !basinet::exist(order.typed_data(), targets, targets) ||
      !is_index(starts.typed_data(), groups, entries))
    return refused(kNumbers);
  const basinet::Compressed rows = {starts.typed_data(), sources.typed_data(),
                                    weights.typed_data(), order.typed_data(),
                                    size, targets, groups};
  clear(field);
  basinet::send_compressed(&threads.pool, rows, spins.typed_data(), batch, field->typed_data());
  return ffi::Error::Success();
}

}  // namespace
