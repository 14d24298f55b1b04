// Relaxation of sparse networks: synchronous sweeps until nothing flips, pattern by pattern.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "parallel.h"
#include "sparse.h"

namespace basinet {

enum Outcome : int32_t { kFixedPoint = 0, kCycle = 1, kOutOfTime = 2 };  // as in relax.py

// A pattern on its way to a state in which every spin agrees with its field.
struct Walk {
  const float *external, *own;
  float *spins, *field;  // the field of the other neurons
  int32_t sweeps = 0, outcome = kOutOfTime;
  bool ended = false;
  Flips found, last, earlier;  // by the present field; in the last sweep; in the one before it
  std::vector<float> change;

  // Sweeps as long as few neurons flip. Returns false where the field of the next sweep is to be
  // summed over all synapses: then the flips are found, in `change` too, but not yet made.
  bool advance(const Synapses& synapses, int32_t most) {
    while (!ended) {
      if (agrees(synapses)) outcome = kFixedPoint;
      ended = outcome == kFixedPoint || sweeps >= most;
      if (ended) break;
      if (kVisit * found.synapses >= synapses.count()) return false;
      visit_flips(synapses, found, field);
      flip();
    }
    if (outcome != kFixedPoint && sweeps >= 2 && returned()) outcome = kCycle;
    return true;
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
  bool agrees(const Synapses& synapses) {
    change.resize(synapses.size);
    int silent = 0;
    for (int64_t i = 0; i < synapses.size; ++i) {
      const float full = field[i] + own[i] * spins[i] + external[i];
      const float after = full > 0 ? 1.0f : full < 0 ? -1.0f : spins[i];
      change[i] = after - spins[i];
      silent |= spins[i] == 0;
    }
    found.find(change.data(), synapses.size, synapses.starts);
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
inline void settle(xla::ffi::ThreadPool* pool, const Synapses& synapses, const float* external,
                   const float* own, int32_t most, int64_t batch, float* spins, float* fields,
                   int32_t* sweeps, int32_t* outcomes) {
  std::vector<Walk> walks(batch);
  std::vector<char> waits(batch);
  for (int64_t b = 0; b < batch; ++b) {
    const int64_t at = b * synapses.size;
    walks[b].external = external + at;
    walks[b].own = own;
    walks[b].spins = spins + at;
    walks[b].field = fields + at;
  }
  while (true) {
    in_pieces(pool, batch, batch * synapses.size > 5000,
              [&](int64_t b) { waits[b] = !walks[b].advance(synapses, most); });
    std::vector<const float*> changes;
    std::vector<float*> to;
    for (int64_t b = 0; b < batch; ++b) {
      if (!waits[b]) continue;
      changes.push_back(walks[b].change.data());
      to.push_back(walks[b].field);
    }
    if (changes.empty()) break;
    sum_groups(pool, synapses, changes, to);
    for (int64_t b = 0; b < batch; ++b)
      if (waits[b]) walks[b].flip();
  }
  for (int64_t b = 0; b < batch; ++b) {
    sweeps[b] = walks[b].sweeps;
    outcomes[b] = walks[b].outcome;
  }
}

}  // namespace basinet
