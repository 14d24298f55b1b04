// What XLA calls for couplings that are stored as a list of synapses.
#pragma once

#include <atomic>

#include "arguments.h"
#include "sparse.h"
#include "visit.h"

namespace {

// The synapses of network n of a batch, their arrays as in sparse.h.
basinet::Synapses synapses_of(const Numbers& sources, const Floats& weights,
                              const Numbers& outgoing, const Numbers& starts, int64_t n,
                              std::atomic<bool>& wrong) {
  const int64_t targets = at_end(weights, 2), fan_in = at_end(weights, 1);
  const int64_t count = targets * fan_in, size = at_end(starts, 1) - 1;
  return {sources.typed_data() + n * count,  weights.typed_data() + n * count,
          outgoing.typed_data() + n * count, starts.typed_data() + n * (size + 1),
          size, targets, fan_in, &wrong};
}

// Whether the arrays of the lists of so many networks do not go together.
bool lists_differ(const Numbers& sources, const Floats& weights, const Numbers& outgoing,
                  const Numbers& starts, int64_t networks, int64_t size, int64_t targets) {
  const int64_t count = targets * at_end(weights, 1);
  return at_end(weights, 2) != targets || at_end(starts, 1) != size + 1 ||
         differ({{sources, networks * count}, {weights, networks * count},
                 {outgoing, networks * count}, {starts, networks * (size + 1)}});
}

// change [..., batch, sources]; sources, weights [..., targets, K]; outgoing [..., synapses];
// starts [..., sources + 1] -> [..., batch, targets]
ffi::Error send(Threads threads, Floats change, Numbers sources, Floats weights,
                Numbers outgoing, Numbers starts, Result field) {
  const int64_t batch = at_end(change, 2), size = at_end(change, 1), targets = at_end(weights, 2);
  if (!weights.element_count() || !field->element_count()) {
    clear(field);
    return ffi::Error::Success();
  }
  const int64_t networks = networks_of(weights, targets * at_end(weights, 1));
  if (lists_differ(sources, weights, outgoing, starts, networks, size, targets) ||
      differ({{change, networks * batch * size}, {field, networks * batch * targets}}))
    return refused(kSizes);
  std::atomic<bool> wrong{false};
  const auto one = [&](int64_t n, ffi::ThreadPool* pool) {
    basinet::send(pool, synapses_of(sources, weights, outgoing, starts, n, wrong),
                  change.typed_data() + n * batch * size, batch,
                  field->typed_data() + n * batch * targets);
  };
  basinet::in_networks(&threads.pool, networks, weights.element_count() > kWorth, one);
  return wrong ? refused(kNumbers) : ffi::Error::Success();
}

// weights [..., targets, K], in place; sources of the same shape; post [..., batch, targets],
// pre [..., batch, sources], factors [..., 2]: of the weights and of the correlation.
ffi::Error learn_synapses(Threads threads, Floats weights, Numbers sources, Floats post,
                          Floats pre, Floats factors, Result learnt) {
  const int64_t batch = at_end(post, 2), size = at_end(pre, 1);
  const int64_t targets = at_end(weights, 2), fan_in = at_end(weights, 1);
  if (!weights.element_count()) return ffi::Error::Success();
  const int64_t networks = networks_of(weights, targets * fan_in);
  const int64_t count = networks * targets * fan_in;
  if (differ({{weights, count}, {sources, count}, {learnt, count}, {factors, networks * 2},
              {post, networks * batch * targets}, {pre, networks * batch * size}}))
    return refused(kSizes);
  begin_with(weights, learnt);
  std::atomic<bool> wrong{false};
  const auto one = [&](int64_t n, ffi::ThreadPool* pool) {
    basinet::learn_synapses(pool, sources.typed_data() + n * targets * fan_in,
                            post.typed_data() + n * batch * targets,
                            pre.typed_data() + n * batch * size, batch, size, targets, fan_in,
                            factors.typed_data()[2 * n], factors.typed_data()[2 * n + 1],
                            learnt->typed_data() + n * targets * fan_in, wrong);
  };
  basinet::in_networks(&threads.pool, networks, weights.element_count() > kWorth, one);
  return wrong ? refused(kNumbers) : ffi::Error::Success();
}

// The same as visit for the synapses of a list.
ffi::Error visit_synapses(Threads threads, Floats spins, Floats recurrent, Floats external,
                          Floats own, ffi::Buffer<ffi::U32> draws, Numbers sources, Floats weights,
                          Numbers outgoing, Numbers starts, Result spins_after,
                          Result recurrent_after) {
  const int64_t batch = at_end(spins, 2), neurons = at_end(spins, 1);
  if (!spins.element_count()) return ffi::Error::Success();
  const int64_t all = batch * neurons;
  if (lists_differ(sources, weights, outgoing, starts, 1, neurons, neurons) ||
      differ({{spins, all}, {recurrent, all}, {external, all}, {own, neurons}, {draws, neurons},
              {spins_after, all}, {recurrent_after, all}}))
    return refused(kSizes);
  begin_with(spins, spins_after);
  begin_with(recurrent, recurrent_after);
  std::atomic<bool> wrong{false};
  basinet::visit_synapses(&threads.pool, synapses_of(sources, weights, outgoing, starts, 0, wrong),
                          external.typed_data(), own.typed_data(),
                          basinet::order_of(draws.typed_data(), neurons).data(), batch,
                          spins_after->typed_data(), recurrent_after->typed_data());
  return wrong ? refused(kNumbers) : ffi::Error::Success();
}

}  // namespace
