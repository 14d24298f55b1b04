// What XLA calls. Leading axes beyond those named are networks of a batch, shared among the threads.
#include <atomic>

#include "arguments.h"
#include "learn.h"
#include "level.h"
#include "of_compressed.h"
#include "of_layer.h"
#include "of_spins.h"
#include "of_synapses.h"
#include "product.h"
#include "settle.h"
#include "visit.h"

namespace {

// change [..., batch, sources], weights [..., sources, targets] -> [..., batch, targets]
ffi::Error shift(Threads threads, Floats change, Floats weights, Result field) {
  const int64_t batch = at_end(change, 2), sources = at_end(change, 1);
  const int64_t targets = at_end(weights, 1);
  clear(field);
  if (!weights.element_count() || !field->element_count()) return ffi::Error::Success();
  const int64_t networks = networks_of(weights, sources * targets);
  if (differ({{weights, networks * sources * targets},
              {change, networks * batch * sources},
              {field, networks * batch * targets}}))
    return refused(kSizes);
  const auto send = [&](int64_t n, ffi::ThreadPool* pool) {
    basinet::add_field(pool, change.typed_data() + n * batch * sources, batch, sources,
                       weights.typed_data() + n * sources * targets, targets,
                       field->typed_data() + n * batch * targets);
  };
  basinet::in_networks(&threads.pool, networks, weights.element_count() > kWorth, send);
  return ffi::Error::Success();
}

// weights [..., sources, targets], in place; post [..., batch, targets], pre [..., batch, sources],
// factors [..., 2]: of the weights and of the correlation.
ffi::Error learn(Threads threads, Floats weights, Floats post, Floats pre, Floats factors,
                 ffi::Attr<bool, kWithoutSelf> without_self, Result learnt) {
  const int64_t batch = at_end(post, 2), sources = at_end(weights, 2);
  const int64_t targets = at_end(weights, 1);
  if (!weights.element_count()) return ffi::Error::Success();
  const int64_t networks = networks_of(weights, sources * targets);
  if (differ({{weights, networks * sources * targets},
              {learnt, networks * sources * targets},
              {post, networks * batch * targets},
              {pre, networks * batch * sources},
              {factors, networks * 2}}) ||
      (*without_self && sources != targets))
    return refused(kSizes);
  begin_with(weights, learnt);
  const auto step = [&](int64_t n, ffi::ThreadPool* pool) {
    basinet::learn(pool, post.typed_data() + n * batch * targets,
                   pre.typed_data() + n * batch * sources, batch, sources, targets,
                   factors.typed_data()[2 * n], factors.typed_data()[2 * n + 1], *without_self,
                   learnt->typed_data() + n * sources * targets);
  };
  basinet::in_networks(&threads.pool, networks, weights.element_count() > kWorth, step);
  return ffi::Error::Success();
}

// spins, recurrent (both in place), external: [batch, neurons]; own [neurons]; draws [neurons],
// whose order is that of the updates; weights [neurons, neurons] -> spins, recurrent
ffi::Error visit(Threads threads, Floats spins, Floats recurrent, Floats external, Floats own,
                 ffi::Buffer<ffi::U32> draws, Floats weights, Result spins_after,
                 Result recurrent_after) {
  const int64_t batch = at_end(spins, 2), neurons = at_end(spins, 1);
  if (!spins.element_count()) return ffi::Error::Success();
  const int64_t all = batch * neurons;
  if (differ({{spins, all}, {recurrent, all}, {external, all}, {own, neurons}, {draws, neurons},
              {weights, neurons * neurons}, {spins_after, all}, {recurrent_after, all}}))
    return refused(kSizes);
  begin_with(spins, spins_after);
  begin_with(recurrent, recurrent_after);
  basinet::visit(&threads.pool, external.typed_data(), own.typed_data(),
                 basinet::order_of(draws.typed_data(), neurons).data(),
                 weights.typed_data(), batch, neurons, spins_after->typed_data(),
                 recurrent_after->typed_data());
  return ffi::Error::Success();
}

// Relaxes each network of a batch; couplings(n) are those of network n.
template <typename Couplings>
ffi::Error settle_all(Threads& threads, int64_t synapses, const Couplings& couplings,
                      Floats spins, Floats recurrent, Floats external, Floats own, Numbers most,
                      Result spins_after, Result recurrent_after, Counts sweeps, Counts outcomes) {
  const int64_t batch = at_end(spins, 2), neurons = at_end(spins, 1);
  if (!spins.element_count()) {
    clear(sweeps);
    clear(outcomes);
    return ffi::Error::Success();
  }
  const int64_t networks = networks_of(spins, batch * neurons), all = networks * batch * neurons;
  if (differ({{spins, all}, {recurrent, all}, {external, all}, {own, networks * neurons},
              {most, networks}, {spins_after, all}, {recurrent_after, all},
              {sweeps, networks * batch}, {outcomes, networks * batch}}))
    return refused(kSizes);
  begin_with(spins, spins_after);
  begin_with(recurrent, recurrent_after);
  const auto one = [&](int64_t n, ffi::ThreadPool* pool) {
    const int64_t at = n * batch * neurons;
    basinet::settle(pool, couplings(n), external.typed_data() + at,
                    own.typed_data() + n * neurons, most.typed_data()[n], batch,
                    spins_after->typed_data() + at, recurrent_after->typed_data() + at,
                    sweeps->typed_data() + n * batch, outcomes->typed_data() + n * batch);
  };
  basinet::in_networks(&threads.pool, networks, synapses > kWorth, one);
  return ffi::Error::Success();
}

// spins, recurrent (both in place), external [..., batch, neurons]; own [..., neurons]; most [...],
// sweeps; weights [..., neurons, neurons] -> spins, recurrent; sweeps and outcomes [..., batch]
ffi::Error settle(Threads threads, Floats spins, Floats recurrent, Floats external, Floats own,
                  Numbers most, Floats weights, Result spins_after, Result recurrent_after,
                  Counts sweeps, Counts outcomes) {
  const int64_t neurons = at_end(spins, 1);
  const int64_t networks = networks_of(spins, at_end(spins, 2) * neurons);
  if (spins.element_count() && differ({{weights, networks * neurons * neurons}}))
    return refused(kSizes);
  const auto couplings = [&](int64_t n) {
    return basinet::Matrix{weights.typed_data() + n * neurons * neurons, neurons};
  };
  return settle_all(threads, weights.element_count(), couplings, spins, recurrent, external, own, most,
                    spins_after, recurrent_after, sweeps, outcomes);
}

// The same for the synapses of a list.
ffi::Error settle_synapses(Threads threads, Floats spins, Floats recurrent, Floats external,
                           Floats own, Numbers most, Numbers sources, Floats weights,
                           Numbers outgoing, Numbers starts, Result spins_after,
                           Result recurrent_after, Counts sweeps, Counts outcomes) {
  const int64_t neurons = at_end(spins, 1);
  const int64_t networks = networks_of(spins, at_end(spins, 2) * neurons);
  if (spins.element_count() &&
      lists_differ(sources, weights, outgoing, starts, networks, neurons, neurons))
    return refused(kSizes);
  std::atomic<bool> wrong{false};
  const auto couplings = [&](int64_t n) {
    return basinet::List{synapses_of(sources, weights, outgoing, starts, n, wrong)};
  };
  const ffi::Error end = settle_all(threads, weights.element_count(), couplings, spins, recurrent, external,
                                    own, most, spins_after, recurrent_after, sweeps, outcomes);
  return wrong ? refused(kNumbers) : end;
}

}  // namespace

// All that the library shows.
#pragma GCC visibility push(default)
extern "C" int basinet_level() { return basinet::level(); }
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_shift, shift);
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_learn, learn);
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_visit, visit);
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_answer, answer);
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_count, count);
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_learn_layer, learn_layer);
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_send, send);
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_send_compressed, send_compressed);
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_learn_synapses, learn_synapses);
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_visit_synapses, visit_synapses);
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_settle, settle);
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_settle_synapses, settle_synapses);
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_anneal_whole, (anneal<ffi::S32, int32_t>));
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_anneal_floats, (anneal<ffi::F32, float>));
#pragma GCC visibility pop
