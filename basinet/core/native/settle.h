// Relaxation: synchronous sweeps of every pattern until nothing flips in it.
//
// Couplings say how a field follows the flips: by `follow` at once, where that is the better way for
// a pattern, or by `sum`, for all patterns that wait together.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
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

  bool follow(const float*, float*) const { return false; }
  void sum(xla::ffi::ThreadPool* pool, const float* changes, int64_t batch,
           const std::vector<char>&, float* fields) const {
    add_field(pool, changes, batch, size, weights, size, fields);
  }
};

// A list of synapses, which a pattern with few flips visits alone.
struct List {
  Synapses synapses;
  int64_t size = synapses.size;

  bool follow(const float* change, float* field) const {
    return follow_few(synapses, change, field);
  }
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

constexpr int64_t kFirstKept = 8;  // sweep after which a state is kept to be recognised
constexpr int64_t kCertain = 64;   // returns of its spins after which rounding of fields is no doubt

// A pattern on its way to a state in which every spin agrees with its field.
//
// Spins that come back with the same field to the last bit come back for ever: whole rounds of such a
// cycle are left out, and nothing that is returned differs. Where the rounding of fields differs from
// round to round, many rounds are made before. States are kept after 8, 16, 32, ... sweeps, so that a
// cycle of any length is found (Brent 1980).
struct Walk {
  const float *external, *own;
  float *spins, *field;  // the field of the other neurons
  float* change;         // from the present spins to those that agree with the field
  float* last;           // the change of the last sweep
  float *kept_spins, *kept_field;  // after the sweep `kept_at`
  int64_t size;
  int64_t kept_at = 0, next_kept = kFirstKept;
  int64_t returns = 0;  // to the spins that are kept
  int32_t sweeps = 0, outcome = kOutOfTime;
  bool ended = false;
  bool returned = false;  // whether the last sweep took back the one before it
  bool waits = false;     // for its field to follow the change

  // Sweeps as long as the couplings follow at once. Returns whether the field has to be brought up
  // to date for the change that was found, which the next call then makes.
  template <typename Couplings>
  bool advance(const Couplings& couplings, int32_t most) {
    if (ended) return false;
    if (waits) flip(most);
    waits = false;
    while (true) {
      if (agrees()) outcome = kFixedPoint;
      ended = outcome == kFixedPoint || sweeps >= most;
      if (ended) break;
      if (!couplings.follow(change, field)) return waits = true;
      flip(most);
    }
    if (outcome != kFixedPoint && sweeps >= 2 && returned) outcome = kCycle;
    std::fill(change, change + size, 0.0f);
    return false;
  }

 private:
  // Makes the change that was found.
  void flip(int32_t most) {
    int kept = 0;
    if (sweeps)
      for (int64_t i = 0; i < size; ++i) kept |= change[i] != -last[i];
    for (int64_t i = 0; i < size; ++i) {
      spins[i] += change[i];
      last[i] = change[i];
    }
    returned = !kept;
    ++sweeps;
    if (is_certain()) sweeps = most - (most - sweeps) % (sweeps - kept_at);
    if (sweeps == next_kept) keep();
  }

  // Whether the walk is certain to go in a circle, and has been there for two sweeps at least, so
  // that those of which `returned` tells are part of it.
  bool is_certain() {
    const size_t bytes = size * sizeof(float);
    if (!kept_at || std::memcmp(spins, kept_spins, bytes)) return false;
    ++returns;
    return sweeps > kept_at + 1 && (returns >= kCertain || !std::memcmp(field, kept_field, bytes));
  }

  void keep() {
    std::copy(spins, spins + size, kept_spins);
    std::copy(field, field + size, kept_field);
    kept_at = sweeps;
    next_kept *= 2;
    returns = 0;
  }

  // Finds the neurons that disagree with their field. A silent one agrees with none.
  bool agrees() {
    int open = 0;
    for (int64_t i = 0; i < size; ++i) {
      const float full = field[i] + own[i] * spins[i] + external[i];
      const float after = full > 0 ? 1.0f : full < 0 ? -1.0f : spins[i];
      change[i] = after - spins[i];
      open |= (change[i] != 0) | (spins[i] == 0);
    }
    return !open;
  }
};

// Relaxes every pattern for at most `most` sweeps; spins and fields [batch, neurons] in place.
template <typename Couplings>
inline void settle(xla::ffi::ThreadPool* pool, const Couplings& couplings, const float* external,
                   const float* own, int32_t most, int64_t batch, float* spins, float* fields,
                   int32_t* sweeps, int32_t* outcomes) {
  const int64_t all = batch * couplings.size;
  static thread_local std::vector<float> held;
  float* changes = room(held, 4 * all);
  std::vector<Walk> walks(batch);
  std::vector<char> waits(batch);
  for (int64_t b = 0; b < batch; ++b) {
    const int64_t at = b * couplings.size;
    walks[b].external = external + at;
    walks[b].own = own;
    walks[b].spins = spins + at;
    walks[b].field = fields + at;
    walks[b].change = changes + at;
    walks[b].last = changes + all + at;
    walks[b].kept_spins = changes + 2 * all + at;
    walks[b].kept_field = changes + 3 * all + at;
    walks[b].size = couplings.size;
  }
  while (true) {
    in_pieces(pool, batch, all > 20000,
              [&](int64_t b) { waits[b] = walks[b].advance(couplings, most); });
    if (std::none_of(waits.begin(), waits.end(), [](char wait) { return wait; })) break;
    couplings.sum(pool, changes, batch, waits, fields);
  }
  for (int64_t b = 0; b < batch; ++b) {
    sweeps[b] = walks[b].sweeps;
    outcomes[b] = walks[b].outcome;
  }
}

}  // namespace basinet
