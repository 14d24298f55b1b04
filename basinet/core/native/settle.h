// Relaxation: synchronous sweeps of every pattern until nothing flips in it.
//
// Couplings say how a field follows the flips: `few` whether those of a pattern are followed at once,
// by `visit`, or wait for `sum`, which takes all patterns that wait together.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "parallel.h"
#include "product.h"
#include "sparse.h"

namespace basinet {

enum Outcome : int32_t { kFixedPoint = 0, kCycle = 1, kOutOfTime = 2 };  // as in relax.py

// A matrix [source, target]: its rows are read once for all patterns, so that everything waits.
struct Matrix {
  const float* weights;
  int64_t size;
  const int32_t* starts = nullptr;

  bool few(const Flips&) const { return false; }
  void visit(const Flips&, float*) const {}
  void sum(xla::ffi::ThreadPool* pool, const float* changes, int64_t batch,
           const std::vector<char>&, float* fields) const {
    add_product(pool, Changes(changes, batch, size), weights, size, fields);
  }
};

// A list of synapses, which a pattern with few flips visits alone.
struct List {
  Synapses synapses;
  int64_t size = synapses.size;
  const int32_t* starts = synapses.starts;

  bool few(const Flips& flips) const { return kVisit * flips.synapses < synapses.count(); }
  void visit(const Flips& flips, float* field) const { visit_flips(synapses, flips, field); }
  void sum(xla::ffi::ThreadPool* pool, const float* changes, int64_t batch,
           const std::vector<char>& waits, float* fields) const {
    std::vector<const float*> from;
    std::vector<float*> to;
    for (int64_t b = 0; b < batch; ++b) {
      if (!waits[b]) continue;
      from.push_back(changes + b * size);
      to.push_back(fields + b * size);
    }
    sum_groups(pool, synapses, from, to);
  }
};

// A pattern on its way to a state in which every spin agrees with its field.
struct Walk {
  const float *external, *own;
  float *spins, *field;  // the field of the other neurons
  float* change;         // from the present spins to those that agree with the field
  int32_t sweeps = 0, outcome = kOutOfTime;
  bool ended = false;
  Flips found, last, earlier;  // by the present field; in the last sweep; in the one before it

  // Sweeps as long as few neurons flip. Returns whether the field has to be brought up to date for
  // the flips that were found, which are then still to be made.
  template <typename Couplings>
  bool advance(const Couplings& couplings, int32_t most) {
    if (ended) return false;
    while (true) {
      if (agrees(couplings)) outcome = kFixedPoint;
      ended = outcome == kFixedPoint || sweeps >= most;
      if (ended) break;
      if (!couplings.few(found)) return true;
      couplings.visit(found, field);
      flip();
    }
    if (outcome != kFixedPoint && sweeps >= 2 && returned()) outcome = kCycle;
    std::fill(change, change + couplings.size, 0.0f);
    return false;
  }

  // Makes the flips that were found.
  void flip() {
    for (int64_t f = 0; f < found.count; ++f) spins[found.sources[f]] += found.values[f];
    std::swap(earlier, last);
    std::swap(last, found);
    ++sweeps;
  }

 private:
  // Finds the neurons that disagree with their field. A silent one agrees with none.
  template <typename Couplings>
  bool agrees(const Couplings& couplings) {
    int silent = 0;
    for (int64_t i = 0; i < couplings.size; ++i) {
      const float full = field[i] + own[i] * spins[i] + external[i];
      const float after = full > 0 ? 1.0f : full < 0 ? -1.0f : spins[i];
      change[i] = after - spins[i];
      silent |= spins[i] == 0;
    }
    found.find(change, couplings.size, couplings.starts);
    return !found.count && !silent;
  }

  // Whether the last sweep led back to the state before the sweep before it.
  bool returned() const {
    bool same = last.count == earlier.count;
    for (int64_t f = 0; same && f < last.count; ++f)
      same = last.sources[f] == earlier.sources[f] && last.values[f] == -earlier.values[f];
    return same;
  }
};

// Relaxes every pattern for at most `most` sweeps; spins and fields [batch, neurons] in place.
template <typename Couplings>
inline void settle(xla::ffi::ThreadPool* pool, const Couplings& couplings, const float* external,
                   const float* own, int32_t most, int64_t batch, float* spins, float* fields,
                   int32_t* sweeps, int32_t* outcomes) {
  const std::unique_ptr<float[]> changes(new float[batch * couplings.size]);
  std::vector<Walk> walks(batch);
  std::vector<char> waits(batch);
  for (int64_t b = 0; b < batch; ++b) {
    const int64_t at = b * couplings.size;
    walks[b].external = external + at;
    walks[b].own = own;
    walks[b].spins = spins + at;
    walks[b].field = fields + at;
    walks[b].change = changes.get() + at;
  }
  while (true) {
    in_pieces(pool, batch, batch * couplings.size > 20000,
              [&](int64_t b) { waits[b] = walks[b].advance(couplings, most); });
    if (std::none_of(waits.begin(), waits.end(), [](char wait) { return wait; })) break;
    couplings.sum(pool, changes.get(), batch, waits, fields);
    for (int64_t b = 0; b < batch; ++b)
      if (waits[b]) walks[b].flip();
  }
  for (int64_t b = 0; b < batch; ++b) {
    sweeps[b] = walks[b].sweeps;
    outcomes[b] = walks[b].outcome;
  }
}

}  // namespace basinet
