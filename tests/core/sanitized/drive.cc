// Random cases for all native kernels, to be built with a sanitizer: each with one thread and with
// several, which must agree to the last bit; lists with numbers that do not exist, and arrays of wrong
// sizes, must be refused.
//
// Usage: drive CASES SEED
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>

#include "kernels.cc"

namespace {

using Shape = std::vector<int64_t>;
std::mt19937_64 random_bits;
ffi::Workers alone(0), several(3);
int64_t refusals = 0, runs = 0;

int64_t below(int64_t end) { return random_bits() % end; }
int64_t from_to(int64_t least, int64_t most) { return least + below(most - least + 1); }
bool chance(double p) { return below(1 << 20) < p * (1 << 20); }
int64_t size_up_to(int64_t most) { return chance(0.04) ? 0 : chance(0.5) ? from_to(1, 9) : from_to(1, most); }

// Memory of exactly the size of an array, so that a step beyond it is seen.
template <ffi::DataType kType>
struct Array {
  using Type = typename ffi::TypeOf<kType>::type;
  Shape shape;
  std::unique_ptr<Type[]> held;

  explicit Array(Shape shape) : shape(std::move(shape)), held(new Type[std::max<size_t>(1, size())]()) {}
  size_t size() const { return ffi::Buffer<kType>{nullptr, shape}.element_count(); }
  ffi::Buffer<kType> buffer() const { return {held.get(), shape}; }
  ffi::ResultBuffer<kType> result() const { return {buffer()}; }
  Array copy() const {
    Array other(shape);
    std::copy(held.get(), held.get() + size(), other.held.get());
    return other;
  }
  // Bit for bit; but which of two NaN a sum keeps, and so its sign, is the compiler's choice.
  bool operator==(const Array& other) const {
    for (size_t i = 0; i < size(); ++i) {
      const Type &a = held[i], &b = other.held[i];
      if (std::memcmp(&a, &b, sizeof(Type)) && !(a != a && b != b)) return false;
    }
    return true;
  }
};
using FloatArray = Array<ffi::F32>;
using IntArray = Array<ffi::S32>;

Shape with(Shape outer, Shape inner) {
  outer.insert(outer.end(), inner.begin(), inner.end());
  return outer;
}

template <typename Draw>
FloatArray floats(Shape shape, Draw draw) {
  FloatArray array(std::move(shape));
  for (size_t i = 0; i < array.size(); ++i) array.held[i] = draw();
  return array;
}
float normal() { return std::normal_distribution<float>()(random_bits); }
float odd() {
  const float values[] = {0.0f, -0.0f, INFINITY, NAN, 1e30f, 1e-40f, -3.5f, 200.0f};
  return values[below(8)];
}
FloatArray weights(Shape shape) {
  const bool odd_ones = chance(0.05);
  return floats(std::move(shape), [&] { return odd_ones && chance(0.05) ? odd() : normal() / 5; });
}
// Spins, or changes of few or many of them.
FloatArray spins(Shape shape, bool silent = false) {
  const double share = chance(0.3) ? 1.0 : chance(0.5) ? 0.02 : 0.4;
  const float unit = chance(0.5) ? 1.0f : 2.0f;
  return floats(std::move(shape), [&] {
    return silent && !chance(share) ? 0.0f : chance(0.5) ? unit : -unit;
  });
}

void fail(const char* kernel, const char* what) {
  std::fprintf(stderr, "%s: %s\n", kernel, what);
  std::exit(1);
}

// Does a call alone and with helpers and compares what came out; returns whether it was refused.
template <typename Call>
bool compare(const char* kernel, bool hostile, const Call& call) {
  ++runs;
  auto [first, one] = call(Threads(ffi::ThreadPool(&alone)));
  auto [second, other] = call(Threads(ffi::ThreadPool(&several)));
  if (first.failure() != second.failure()) fail(kernel, "refused with some threads only");
  if (!hostile && first.failure()) fail(kernel, first.message.c_str());
  if (!first.failure() && !(one == other)) fail(kernel, "other bits with other threads");
  refusals += first.failure();
  return first.failure();
}

// Another size than the right one, now and then.
Shape skewed(Shape shape, bool wrong) {
  if (wrong && !shape.empty()) shape[below(shape.size())] += chance(0.5) ? 1 : -1;
  for (int64_t& size : shape) size = std::max<int64_t>(0, size);
  return shape;
}

struct List {
  IntArray sources, outgoing, starts;
};

// Synapses with their index, in which a number may be wrong.
List list(const Shape& outer, int64_t size, int64_t targets, int64_t fan_in, bool hostile) {
  List made = {IntArray(with(outer, {targets, fan_in})), IntArray(with(outer, {targets * fan_in})),
               IntArray(with(outer, {size + 1}))};
  const int64_t count = targets * fan_in;
  const int64_t networks = outer.empty() ? 1 : outer[0];
  for (int64_t n = 0; n < networks; ++n) {
    int32_t* sources = made.sources.held.get() + n * count;
    std::vector<std::vector<int32_t>> leaving(size);
    for (int64_t k = 0; k < count; ++k) leaving[sources[k] = below(size)].push_back(k);
    int32_t *to = made.outgoing.held.get() + n * count, *start = made.starts.held.get() + n * (size + 1);
    for (int64_t j = 0; j < size; ++j) {
      *start++ = to - made.outgoing.held.get() - n * count;
      for (const int32_t k : leaving[j]) *to++ = k;
    }
    *start = count;
  }
  if (!hostile) return made;
  const int32_t odd_ones[] = {-1, INT32_MAX, INT32_MIN, static_cast<int32_t>(size),
                              static_cast<int32_t>(count), static_cast<int32_t>(count) + 1};
  for (int64_t times = from_to(1, 3); times; --times) {
    const IntArray& array = *std::vector<IntArray*>{&made.sources, &made.outgoing, &made.starts}[below(3)];
    if (array.size()) array.held[below(array.size())] = odd_ones[below(6)];
  }
  return made;
}

Shape networks() { return chance(0.6) ? Shape{} : Shape{from_to(1, 5)}; }

void try_shift(bool hostile) {
  const Shape outer = networks();
  const int64_t batch = size_up_to(20), sources = size_up_to(300), targets = size_up_to(300);
  const FloatArray change = spins(skewed(with(outer, {batch, sources}), hostile), true);
  const FloatArray w = weights(with(outer, {sources, targets}));
  compare("shift", hostile, [&](Threads threads) {
    FloatArray field(with(outer, {batch, targets}));
    ffi::Error end = shift(threads, change.buffer(), w.buffer(), field.result());
    return std::pair(std::move(end), std::move(field));
  });
}

void try_learn(bool hostile) {
  const Shape outer = networks();
  const int64_t batch = size_up_to(20), sources = size_up_to(250);
  const bool apart = chance(0.3);
  const int64_t targets = apart ? sources : size_up_to(250);
  const FloatArray w = weights(with(outer, {sources, targets}));
  const FloatArray post = spins(skewed(with(outer, {batch, targets}), hostile), true);
  const FloatArray pre = spins(with(outer, {batch, sources})), factors = weights(with(outer, {2}));
  compare("learn", hostile, [&](Threads threads) {
    FloatArray after = w.copy();
    ffi::Error end = learn(threads, chance(0.5) ? after.buffer() : w.buffer(), post.buffer(), pre.buffer(),
                           factors.buffer(), {apart}, after.result());
    return std::pair(std::move(end), std::move(after));
  });
}

// A state and its surroundings, for kernels that change it.
struct State {
  FloatArray spins_, field, external, own;

  State(const Shape& outer, int64_t batch, int64_t n, bool hostile)
      : spins_(spins(with(outer, {batch, n}), chance(0.3))),
        field(weights(with(outer, {batch, n}))),
        external(weights(skewed(with(outer, {batch, n}), hostile))),
        own(weights(with(outer, {n}))) {}
};

struct Settled {
  FloatArray spins, field;
  IntArray sweeps, outcomes;
  bool operator==(const Settled& other) const {
    return spins == other.spins && field == other.field && sweeps == other.sweeps &&
           outcomes == other.outcomes;
  }
};

IntArray most_of(const Shape& outer) {
  IntArray most(outer);
  for (size_t i = 0; i < most.size(); ++i) most.held[i] = chance(0.1) ? INT32_MAX : below(40);
  return most;
}

template <typename Act>
void try_settled(const char* name, bool hostile, const State& state, const Shape& outer, int64_t batch,
                 const Act& act) {
  compare(name, hostile, [&](Threads threads) {
    Settled end = {state.spins_.copy(), state.field.copy(), IntArray(with(outer, {batch})),
                   IntArray(with(outer, {batch}))};
    ffi::Error error = act(threads, end);
    return std::pair(std::move(error), std::move(end));
  });
}

// Symmetric couplings go round in cycles of two at most, so that there is an end without one.
void make_symmetric(FloatArray& w, int64_t networks, int64_t n) {
  for (int64_t m = 0; m < networks; ++m)
    for (int64_t i = 0; i < n; ++i)
      for (int64_t j = 0; j < i; ++j) w.held[(m * n + i) * n + j] = w.held[(m * n + j) * n + i];
}

void try_settle(bool hostile) {
  const Shape outer = networks();
  const int64_t batch = size_up_to(30), n = size_up_to(chance(0.1) ? 700 : 150);
  const State state(outer, batch, n, hostile);
  FloatArray w = weights(with(outer, {n, n}));
  make_symmetric(w, outer.empty() ? 1 : outer[0], n);
  IntArray most = most_of(outer);
  for (size_t i = 0; i < most.size(); ++i) most.held[i] = std::min(most.held[i], 100000);
  try_settled("settle", hostile, state, outer, batch, [&](Threads threads, Settled& end) {
    return settle(threads, end.spins.buffer(), end.field.buffer(), state.external.buffer(),
                  state.own.buffer(), most.buffer(), w.buffer(), end.spins.result(),
                  end.field.result(), end.sweeps.result(), end.outcomes.result());
  });
}

void try_visit(bool hostile) {
  const int64_t batch = size_up_to(60), n = size_up_to(200);
  const State state({}, batch, n, hostile);
  const FloatArray w = weights({n, n});
  const Array<ffi::U32> draws({n});
  for (int64_t i = 0; i < n; ++i) draws.held[i] = random_bits();
  try_settled("visit", hostile, state, {}, batch, [&](Threads threads, Settled& end) {
    return visit(threads, state.spins_.buffer(), end.field.buffer(), state.external.buffer(),
                 state.own.buffer(), draws.buffer(), w.buffer(), end.spins.result(), end.field.result());
  });
}

void try_synapses(bool hostile) {
  const bool sizes = hostile && chance(0.3), numbers = hostile && !sizes;
  const Shape outer = networks();
  const int64_t batch = size_up_to(20), size = from_to(1, 400), targets = size_up_to(400);
  const int64_t fan_in = size_up_to(chance(0.2) ? 120 : 30);
  const List synapses = list(outer, size, targets, fan_in, numbers);
  const FloatArray w = weights(with(outer, {targets, fan_in}));
  const FloatArray change = spins(skewed(with(outer, {batch, size}), sizes), true);
  compare("send", hostile, [&](Threads threads) {
    FloatArray field(with(outer, {batch, targets}));
    ffi::Error end = send(threads, change.buffer(), synapses.sources.buffer(), w.buffer(),
                          synapses.outgoing.buffer(), synapses.starts.buffer(), field.result());
    return std::pair(std::move(end), std::move(field));
  });
  const FloatArray post = spins(with(outer, {batch, targets}), true), factors = weights(with(outer, {2}));
  compare("learn_synapses", hostile, [&](Threads threads) {
    FloatArray after = w.copy();
    ffi::Error end = learn_synapses(threads, after.buffer(), synapses.sources.buffer(), post.buffer(),
                                    change.buffer(), factors.buffer(), after.result());
    return std::pair(std::move(end), std::move(after));
  });
}

void try_list(bool hostile) {
  const bool sizes = hostile && chance(0.3), numbers = hostile && !sizes;
  const bool in_turn = chance(0.5);
  const Shape outer = in_turn ? Shape{} : networks();
  const int64_t batch = size_up_to(20), n = from_to(1, 300), fan_in = size_up_to(30);
  const State state(outer, batch, n, sizes);
  const List synapses = list(outer, n, n, fan_in, numbers);
  const FloatArray w = weights(with(outer, {n, fan_in}));
  if (in_turn) {
    const Array<ffi::U32> draws({n});
    for (int64_t i = 0; i < n; ++i) draws.held[i] = below(50);
    try_settled("visit_synapses", hostile, state, {}, batch, [&](Threads threads, Settled& end) {
      return visit_synapses(threads, end.spins.buffer(), end.field.buffer(), state.external.buffer(),
                            state.own.buffer(), draws.buffer(), synapses.sources.buffer(), w.buffer(),
                            synapses.outgoing.buffer(), synapses.starts.buffer(), end.spins.result(),
                            end.field.result());
    });
    return;
  }
  IntArray most = most_of(outer);
  for (size_t i = 0; i < most.size(); ++i) most.held[i] = std::min(most.held[i], 60);
  try_settled("settle_synapses", hostile, state, outer, batch, [&](Threads threads, Settled& end) {
    return settle_synapses(threads, end.spins.buffer(), end.field.buffer(), state.external.buffer(),
                           state.own.buffer(), most.buffer(), synapses.sources.buffer(), w.buffer(),
                           synapses.outgoing.buffer(), synapses.starts.buffer(), end.spins.result(),
                           end.field.result(), end.sweeps.result(), end.outcomes.result());
  });
}

// Targets in any order, in groups of kAlike with any number of entries; in the last group some have none.
void try_compressed(bool hostile) {
  const bool sizes = hostile && chance(0.3), numbers = hostile && !sizes;
  const int64_t batch = size_up_to(80), size = from_to(1, 300), targets = size_up_to(300);
  const int64_t groups = (targets + basinet::kAlike - 1) / basinet::kAlike, most = chance(0.1) ? 400 : 20;
  const IntArray starts({groups + 1}), order({targets});
  for (int64_t g = 0; g < groups; ++g) starts.held[g + 1] = starts.held[g] + below(most);
  for (int64_t i = 0; i < targets; ++i) order.held[i] = i;
  std::shuffle(order.held.get(), order.held.get() + targets, random_bits);
  const int64_t entries = starts.held[groups];
  const IntArray sources({entries, basinet::kAlike});
  for (size_t k = 0; k < sources.size(); ++k) sources.held[k] = below(size);
  if (numbers) {
    const std::pair<const IntArray*, int64_t> ends[] = {{&starts, entries + 1}, {&order, targets}, {&sources, size}};
    const auto [array, end] = ends[below(3)];
    const int32_t odd_ones[] = {-1, INT32_MAX, INT32_MIN, static_cast<int32_t>(end)};
    if (array->size()) array->held[below(array->size())] = odd_ones[below(4)];
  }
  const FloatArray w = weights({entries, basinet::kAlike});
  const FloatArray from = spins(skewed({batch, size}, sizes), true);
  compare("send_compressed", hostile, [&](Threads threads) {
    FloatArray field({batch, targets});
    ffi::Error end = send_compressed(threads, from.buffer(), starts.buffer(), sources.buffer(), w.buffer(),
                                     order.buffer(), field.result());
    // The sign of a NaN follows the order of operands, which compilers choose anew where they inline.
    for (size_t i = 0; i < field.size(); ++i)
      if (std::isnan(field.held[i])) field.held[i] = NAN;
    return std::pair(std::move(end), std::move(field));
  });
}

struct Layer {
  std::vector<FloatArray> arrays;
  IntArray marks;
  bool operator==(const Layer& other) const {
    for (size_t i = 0; i < arrays.size(); ++i)
      if (!(arrays[i] == other.arrays[i])) return false;
    return marks == other.marks;
  }
};

void try_layer(bool hostile) {
  const Shape outer = networks();
  const int64_t batch = size_up_to(30), features = size_up_to(80), n = size_up_to(400), classes = size_up_to(20);
  const FloatArray x = floats(skewed(with(outer, {batch, features}), hostile), normal);
  const FloatArray w = floats(with(outer, {features, n}), normal), thresholds = floats(with(outer, {n}), normal);
  const FloatArray readout = floats(with(outer, {n, classes}), normal);
  const FloatArray steps = floats(with(outer, {7}), normal);
  compare("answer", hostile, [&](Threads threads) {
    Layer end = {{}, IntArray(with(outer, {batch, 2}))};
    for (const int64_t width : {n, n, classes}) end.arrays.emplace_back(with(outer, {batch, width}));
    ffi::Error error = answer(threads, x.buffer(), w.buffer(), thresholds.buffer(), readout.buffer(),
                              steps.buffer(), end.arrays[0].result(), end.arrays[1].result(),
                              end.arrays[2].result(), end.marks.result());
    return std::pair(std::move(error), std::move(end));
  });
  const FloatArray feedback = floats(with(outer, {classes, n}), normal);
  const FloatArray fields = floats(with(outer, {batch, n}), normal), counts = floats(with(outer, {batch, n}), normal);
  const FloatArray errors = floats(with(outer, {batch, classes}), normal);
  const FloatArray factors = floats(with(outer, {10}), normal), pace = floats(outer, normal);
  const FloatArray given = floats(skewed(with(outer, {batch, n}), hostile), normal);
  compare("count", hostile, [&](Threads threads) {
    Layer end = {{}, IntArray(with(outer, {batch, 2}))};
    for (const int64_t width : {n, classes}) end.arrays.emplace_back(with(outer, {batch, width}));
    ffi::Error error = count(threads, given.buffer(), readout.buffer(), steps.buffer(), end.arrays[0].result(),
                             end.arrays[1].result(), end.marks.result());
    return std::pair(std::move(error), std::move(end));
  });
  compare("learn_layer", hostile, [&](Threads threads) {
    Layer end = {{}, IntArray({})};
    for (const FloatArray* from : {&w, &thresholds, &feedback, &readout}) end.arrays.push_back(from->copy());
    end.arrays.emplace_back(with(outer, {batch, n}));
    std::vector<FloatArray>& a = end.arrays;
    ffi::Error error = learn_layer(threads, a[0].buffer(), a[1].buffer(), a[2].buffer(), a[3].buffer(), x.buffer(),
                                   fields.buffer(), counts.buffer(), errors.buffer(), factors.buffer(), pace.buffer(),
                                   a[0].result(), a[1].result(), a[2].result(), a[3].result(), a[4].result());
    return std::pair(std::move(error), std::move(end));
  });
}

template <ffi::DataType kType>
struct Annealed {
  Array<ffi::S8> spins, best;
  Array<ffi::U32> draws;
  Array<kType> energy, lowest;
  bool operator==(const Annealed& other) const {
    return spins == other.spins && best == other.best && draws == other.draws && energy == other.energy &&
           lowest == other.lowest;
  }
};

template <ffi::DataType kType, typename Number>
void try_anneal(bool hostile) {
  const bool sizes = hostile && chance(0.3), numbers = hostile && !sizes;
  const int64_t count = size_up_to(70), n = from_to(1, 60), sweeps = size_up_to(20), visits = size_up_to(60);
  const IntArray starts({n + 1}), order({from_to(1, 3), visits});
  std::vector<int32_t> to;
  for (int64_t i = 0; i < n; ++i) {
    starts.held[i] = to.size();
    for (int64_t k = below(8); k; --k) to.push_back(below(n));
  }
  const int64_t entries = starts.held[n] = to.size();
  const IntArray targets({entries});
  std::copy(to.begin(), to.end(), targets.held.get());
  for (size_t k = 0; k < order.size(); ++k) order.held[k] = below(n);
  if (numbers) {
    const int32_t odd_ones[] = {-1, INT32_MAX, INT32_MIN, static_cast<int32_t>(n), static_cast<int32_t>(entries) + 1};
    const IntArray& array = *std::vector<const IntArray*>{&starts, &targets, &order}[below(3)];
    if (array.size()) array.held[below(array.size())] = odd_ones[below(5)];
  }
  const Array<kType> w({entries}), bias(skewed({n}, sizes)), lowest({count});
  for (int64_t k = 0; k < entries; ++k) w.held[k] = static_cast<Number>(from_to(-9, 9));
  for (size_t k = 0; k < bias.size(); ++k) bias.held[k] = static_cast<Number>(from_to(-9, 9));
  for (int64_t r = 0; r < count; ++r) lowest.held[r] = static_cast<Number>(1000000);
  const FloatArray betas = floats({sweeps}, [] { return chance(0.03) ? NAN : std::abs(normal()) * 1e6f; });
  const Array<ffi::S8> begun({count, n});
  const Array<ffi::U32> draws({count, 4});
  for (size_t k = 0; k < begun.size(); ++k) begun.held[k] = chance(0.5) ? 1 : -1;
  for (size_t k = 0; k < draws.size(); ++k) draws.held[k] = random_bits();
  const bool narrow = chance(0.5), bath = chance(0.5);
  compare("anneal", hostile, [&](Threads threads) {
    Annealed<kType> end = {begun.copy(), begun.copy(), draws.copy(), Array<kType>({count}), lowest.copy()};
    ffi::Error error = anneal<kType, Number>(
        threads, starts.buffer(), targets.buffer(), w.buffer(), bias.buffer(), order.buffer(), betas.buffer(),
        begun.buffer(), draws.buffer(), begun.buffer(), lowest.buffer(), {narrow}, {bath}, end.spins.result(),
        end.draws.result(), end.energy.result(), end.best.result(), end.lowest.result());
    return std::pair(std::move(error), std::move(end));
  });
}

}  // namespace

int main(int, char** words) {
  const int64_t cases = std::atoll(words[1]);
  random_bits.seed(std::atoll(words[2]));
  void (*const kernels[])(bool) = {try_shift, try_learn, try_settle, try_visit, try_synapses, try_list, try_layer,
                                   try_compressed, try_anneal<ffi::S32, int32_t>, try_anneal<ffi::F32, float>};
  for (int64_t i = 0; i < cases; ++i) kernels[i % 10](chance(0.3));
  if (cases >= 1000 && refusals < cases / 20) fail("driver", "hardly anything was refused");
  std::printf("%lld runs, %lld refused\n", static_cast<long long>(runs), static_cast<long long>(refusals));
}
