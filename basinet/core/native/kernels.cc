// What XLA calls. Leading axes beyond those named are networks of a batch, shared among the threads.
#include <cstring>

#include "anneal.h"
#include "layer.h"
#include "learn.h"
#include "level.h"
#include "product.h"
#include "settle.h"
#include "sparse.h"
#include "visit.h"

namespace ffi = xla::ffi;
using Floats = ffi::Buffer<ffi::F32>;
using Numbers = ffi::Buffer<ffi::S32>;
using Result = ffi::ResultBuffer<ffi::F32>;
using Counts = ffi::ResultBuffer<ffi::S32>;

// Arguments, results and attributes of a kernel are told by the types of its parameters.
namespace {

constexpr char kWithoutSelf[] = "without_self";
constexpr char kNarrow[] = "narrow";
constexpr char kHeatBath[] = "heat_bath";

// The threads of the program that calls.
struct Threads {
  ffi::ThreadPool pool;
  Threads(ffi::ThreadPool pool) : pool(pool) {}
};

template <typename Values>
int64_t at_end(const Values& values, size_t from_last) {
  const auto shape = values.dimensions();
  return shape[shape.size() - from_last];
}

// Lets a result that is written in place begin with the argument; mostly it is there already.
void begin_with(const Floats& given, Result& result) {
  if (result->typed_data() != given.typed_data())
    std::memcpy(result->typed_data(), given.typed_data(), given.size_bytes());
}

// Makes all of a result zero, for what no source or synapse adds anything to.
template <typename Some>
void clear(Some& result) {
  if (result->element_count()) std::memset(result->untyped_data(), 0, result->size_bytes());
}

constexpr int64_t kWorth = 20000;  // synapses of all networks from which other threads are called

// change [..., batch, sources], weights [..., sources, targets] -> [..., batch, targets]
ffi::Error shift(Threads threads, Floats change, Floats weights, Result field) {
  const int64_t batch = at_end(change, 2), sources = at_end(change, 1);
  const int64_t targets = at_end(weights, 1);
  clear(field);
  if (!weights.element_count() || !field->element_count()) return ffi::Error::Success();
  const int64_t networks = weights.element_count() / (sources * targets);
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
  const int64_t networks = weights.element_count() / (sources * targets);
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
  begin_with(spins, spins_after);
  begin_with(recurrent, recurrent_after);
  basinet::visit(&threads.pool, external.typed_data(), own.typed_data(),
                 basinet::order_of(draws.typed_data(), neurons).data(),
                 weights.typed_data(), batch, neurons, spins_after->typed_data(),
                 recurrent_after->typed_data());
  return ffi::Error::Success();
}

// The synapses of network n of a batch, their arrays as in sparse.h.
basinet::Synapses synapses_of(const Numbers& sources, const Floats& weights,
                              const Numbers& outgoing, const Numbers& starts, int64_t n) {
  const int64_t targets = at_end(weights, 2), fan_in = at_end(weights, 1);
  const int64_t count = targets * fan_in, size = at_end(starts, 1) - 1;
  return {sources.typed_data() + n * count,  weights.typed_data() + n * count,
          outgoing.typed_data() + n * count, starts.typed_data() + n * (size + 1),
          size, targets, fan_in};
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
  const int64_t networks = weights.element_count() / (targets * at_end(weights, 1));
  const auto one = [&](int64_t n, ffi::ThreadPool* pool) {
    basinet::send(pool, synapses_of(sources, weights, outgoing, starts, n),
                  change.typed_data() + n * batch * size, batch,
                  field->typed_data() + n * batch * targets);
  };
  basinet::in_networks(&threads.pool, networks, weights.element_count() > kWorth, one);
  return ffi::Error::Success();
}

// weights [..., targets, K], in place; sources of the same shape; post [..., batch, targets],
// pre [..., batch, sources], factors [..., 2]: of the weights and of the correlation.
ffi::Error learn_synapses(Threads threads, Floats weights, Numbers sources, Floats post,
                          Floats pre, Floats factors, Result learnt) {
  const int64_t batch = at_end(post, 2), size = at_end(pre, 1);
  const int64_t targets = at_end(weights, 2), fan_in = at_end(weights, 1);
  if (!weights.element_count()) return ffi::Error::Success();
  begin_with(weights, learnt);
  const auto one = [&](int64_t n, ffi::ThreadPool* pool) {
    basinet::learn_synapses(pool, sources.typed_data() + n * targets * fan_in,
                            post.typed_data() + n * batch * targets,
                            pre.typed_data() + n * batch * size, batch, size, targets, fan_in,
                            factors.typed_data()[2 * n], factors.typed_data()[2 * n + 1],
                            learnt->typed_data() + n * targets * fan_in);
  };
  const int64_t networks = weights.element_count() / (targets * fan_in);
  basinet::in_networks(&threads.pool, networks, weights.element_count() > kWorth, one);
  return ffi::Error::Success();
}

// The same as visit for the synapses of a list.
ffi::Error visit_synapses(Threads threads, Floats spins, Floats recurrent, Floats external,
                          Floats own, ffi::Buffer<ffi::U32> draws, Numbers sources, Floats weights,
                          Numbers outgoing, Numbers starts, Result spins_after,
                          Result recurrent_after) {
  const int64_t batch = at_end(spins, 2), neurons = at_end(spins, 1);
  if (!spins.element_count()) return ffi::Error::Success();
  begin_with(spins, spins_after);
  begin_with(recurrent, recurrent_after);
  basinet::visit_synapses(&threads.pool, synapses_of(sources, weights, outgoing, starts, 0),
                          external.typed_data(), own.typed_data(),
                          basinet::order_of(draws.typed_data(), neurons).data(), batch,
                          spins_after->typed_data(), recurrent_after->typed_data());
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
  begin_with(spins, spins_after);
  begin_with(recurrent, recurrent_after);
  const auto one = [&](int64_t n, ffi::ThreadPool* pool) {
    const int64_t at = n * batch * neurons;
    basinet::settle(pool, couplings(n), external.typed_data() + at,
                    own.typed_data() + n * neurons, most.typed_data()[n], batch,
                    spins_after->typed_data() + at, recurrent_after->typed_data() + at,
                    sweeps->typed_data() + n * batch, outcomes->typed_data() + n * batch);
  };
  basinet::in_networks(&threads.pool, spins.element_count() / (batch * neurons), synapses > kWorth, one);
  return ffi::Error::Success();
}

// spins, recurrent (both in place), external [..., batch, neurons]; own [..., neurons]; most [...],
// sweeps; weights [..., neurons, neurons] -> spins, recurrent; sweeps and outcomes [..., batch]
ffi::Error settle(Threads threads, Floats spins, Floats recurrent, Floats external, Floats own,
                  Numbers most, Floats weights, Result spins_after, Result recurrent_after,
                  Counts sweeps, Counts outcomes) {
  const int64_t neurons = at_end(spins, 1);
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
  const auto couplings = [&](int64_t n) {
    return basinet::List{synapses_of(sources, weights, outgoing, starts, n)};
  };
  return settle_all(threads, weights.element_count(), couplings, spins, recurrent, external, own, most,
                    spins_after, recurrent_after, sweeps, outcomes);
}

// x [..., batch, features]; weights [..., features, neurons]; thresholds [..., neurons]; readout
// [..., neurons, classes]; steps [..., 7]: as in layer.h, then the window in which a neuron learns ->
// fields, counts [..., batch, neurons]; read [..., batch, classes]; marks [..., batch, 2]
ffi::Error answer(Threads threads, Floats x, Floats weights, Floats thresholds, Floats readout,
                  Floats steps, Result fields, Result counts, Result read, Counts marks) {
  const basinet::Sizes sizes = {at_end(x, 2), at_end(x, 1), at_end(weights, 1), at_end(readout, 1)};
  if (!x.element_count() || !read->element_count()) return ffi::Error::Success();
  const int64_t networks = x.element_count() / (sizes.batch * sizes.features);
  const auto one = [&](int64_t n, ffi::ThreadPool* pool) {
    const float* s = steps.typed_data() + 7 * n;
    const int64_t states = n * sizes.batch * sizes.neurons;
    basinet::answer(pool, sizes, x.typed_data() + n * sizes.batch * sizes.features,
                    weights.typed_data() + n * sizes.features * sizes.neurons,
                    thresholds.typed_data() + n * sizes.neurons,
                    readout.typed_data() + n * sizes.neurons * sizes.classes,
                    {s[0], s[1], s[2], s[3], s[4]}, {s[5], s[6]}, fields->typed_data() + states,
                    counts->typed_data() + states,
                    read->typed_data() + n * sizes.batch * sizes.classes,
                    marks->typed_data() + 2 * n * sizes.batch);
  };
  basinet::in_networks(&threads.pool, networks, weights.element_count() > kWorth, one);
  return ffi::Error::Success();
}

// weights, thresholds, feedback [..., classes, neurons] and readout in place; x, fields, counts and
// errors [..., batch, classes] as above; pace [...]; factors [..., 10]: the window in which a neuron
// learns, then loss and gain of weights, thresholds, feedback and readout:
// w <- (1 - pace loss) w + pace gain sum.
ffi::Error learn_layer(Threads threads, Floats weights, Floats thresholds, Floats feedback,
                       Floats readout, Floats x, Floats fields, Floats counts, Floats errors,
                       Floats factors, Floats pace, Result weights_after, Result thresholds_after,
                       Result feedback_after, Result readout_after) {
  const basinet::Sizes sizes = {at_end(x, 2), at_end(x, 1), at_end(weights, 1), at_end(readout, 1)};
  begin_with(weights, weights_after);
  begin_with(thresholds, thresholds_after);
  begin_with(feedback, feedback_after);
  begin_with(readout, readout_after);
  if (!x.element_count() || !errors.element_count()) return ffi::Error::Success();
  const int64_t networks = x.element_count() / (sizes.batch * sizes.features);
  const auto one = [&](int64_t n, ffi::ThreadPool* pool) {
    const float* f = factors.typed_data() + 10 * n;
    const float now = pace.typed_data()[n];
    const auto change = [&](int kind) {
      return basinet::Change{1 - now * f[2 + 2 * kind], now * f[3 + 2 * kind]};
    };
    const int64_t states = n * sizes.batch * sizes.neurons;
    const basinet::Lesson lesson = {fields.typed_data() + states,
                                    counts.typed_data() + states,
                                    errors.typed_data() + n * sizes.batch * sizes.classes,
                                    {f[0], f[1]},
                                    change(0),
                                    change(1),
                                    change(2),
                                    change(3)};
    basinet::learn_layer(pool, sizes, x.typed_data() + n * sizes.batch * sizes.features, lesson,
                         weights_after->typed_data() + n * sizes.features * sizes.neurons,
                         thresholds_after->typed_data() + n * sizes.neurons,
                         feedback_after->typed_data() + n * sizes.classes * sizes.neurons,
                         readout_after->typed_data() + n * sizes.neurons * sizes.classes);
  };
  basinet::in_networks(&threads.pool, networks, weights.element_count() > kWorth, one);
  return ffi::Error::Success();
}

// Thermal sweeps over rows as in anneal.h. starts [n + 1], targets and weights [entries], bias [n];
// order [rows, visits], betas [sweeps]; spins and best [replicas, n], draws [replicas, 4],
// lowest [replicas] -> spins, draws, energy [replicas], best, lowest
template <ffi::DataType kType, typename Number>
ffi::Error anneal(Threads threads, Numbers starts, Numbers targets, ffi::Buffer<kType> weights,
                  ffi::Buffer<kType> bias, Numbers order, Floats betas, ffi::Buffer<ffi::S8> spins,
                  ffi::Buffer<ffi::U32> draws, ffi::Buffer<ffi::S8> best,
                  ffi::Buffer<kType> lowest, ffi::Attr<bool, kNarrow> narrow,
                  ffi::Attr<bool, kHeatBath> heat_bath, ffi::ResultBuffer<ffi::S8> spins_after,
                  ffi::ResultBuffer<ffi::U32> draws_after, ffi::ResultBuffer<kType> energy,
                  ffi::ResultBuffer<ffi::S8> best_after, ffi::ResultBuffer<kType> lowest_after) {
  const int64_t count = at_end(spins, 2), n = at_end(spins, 1);
  if (!spins.element_count()) return ffi::Error::Success();
  std::memmove(spins_after->typed_data(), spins.typed_data(), spins.size_bytes());
  std::memmove(best_after->typed_data(), best.typed_data(), best.size_bytes());
  std::memmove(draws_after->typed_data(), draws.typed_data(), draws.size_bytes());
  std::memmove(lowest_after->typed_data(), lowest.typed_data(), lowest.size_bytes());
  const basinet::Rows<Number> rows = {n, starts.typed_data(), targets.typed_data(),
                                      weights.typed_data(), bias.typed_data()};
  const basinet::Course course = {order.typed_data(), at_end(order, 1), at_end(order, 2),
                                  betas.typed_data(), at_end(betas, 1)};
  const basinet::Replicas<Number> replicas = {spins_after->typed_data(), draws_after->typed_data(),
                                              best_after->typed_data(), energy->typed_data(),
                                              lowest_after->typed_data()};
  const auto run = [&](auto field) {
    using Field = decltype(field);
    if (*heat_bath)
      basinet::anneal<Number, Field, true>(&threads.pool, rows, course, replicas, count);
    else
      basinet::anneal<Number, Field, false>(&threads.pool, rows, course, replicas, count);
  };
  if (*narrow && sizeof(Number) == 4 && !std::is_floating_point_v<Number>)
    run(int16_t{});
  else
    run(Number{});
  return ffi::Error::Success();
}

}  // namespace

template <>
struct ffi::CtxBinding<Threads> {
  using Ctx = ffi::ThreadPool;
};

// All that the library shows.
#pragma GCC visibility push(default)
extern "C" int basinet_level() { return basinet::level(); }
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_shift, shift);
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_learn, learn);
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_visit, visit);
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_answer, answer);
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_learn_layer, learn_layer);
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_send, send);
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_learn_synapses, learn_synapses);
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_visit_synapses, visit_synapses);
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_settle, settle);
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_settle_synapses, settle_synapses);
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_anneal_whole, (anneal<ffi::S32, int32_t>));
XLA_FFI_DEFINE_HANDLER_SYMBOL(basinet_anneal_floats, (anneal<ffi::F32, float>));
#pragma GCC visibility pop
