// Sparse couplings: fields from spins and the learning step, synapse by synapse.
//
// The synapses are numbered by target: those of target i are i K, ..., i K + K - 1. A second list
// holds their numbers by source. No number is followed that leads outside of the arrays: `wrong` is
// set instead, and the caller refuses the list. The result for a pattern depends neither on the other patterns
// nor on the number of threads: whether the synapses of the spins that changed are visited or all
// are summed is decided for each pattern alone.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <vector>

#include "learn.h"
#include "parallel.h"
#include "product.h"

namespace basinet {

struct Synapses {
  const int32_t* sources;   // [target, K]
  const float* weights;     // [target, K]
  const int32_t* outgoing;  // numbers of all synapses, source by source
  const int32_t* starts;    // where those of each source begin, and the end
  int64_t size, targets, fan_in;  // size: number of sources
  std::atomic<bool>* wrong;  // whether a number was found that does not exist

  int64_t count() const { return targets * fan_in; }
  void refuse() const { wrong->store(true, std::memory_order_relaxed); }
};

// Whether all of some numbers are from 0 to size - 1.
inline bool exist(const int32_t* numbers, int64_t count, int64_t size) {
  uint32_t most = 0;  // where a negative number is a large one
  for (int64_t k = 0; k < count; ++k) most = std::max(most, static_cast<uint32_t>(numbers[k]));
  return !count || most < size;
}

// Calls act(target, weight) for every synapse that leaves a source.
template <typename Act>
inline void leaving(const Synapses& synapses, int64_t source, const Act& act) {
  // A half is added so that no quotient of whole numbers below 2^31 is rounded to the wrong side.
  const double share = 1.0 / synapses.fan_in;
  const int64_t first = synapses.starts[source], end = synapses.starts[source + 1];
  if (first < 0 || end > synapses.count()) return synapses.refuse();
  for (int64_t e = first; e < end; ++e) {
    const int32_t number = synapses.outgoing[e];
    if (number < 0 || number >= synapses.count()) return synapses.refuse();
    act(static_cast<int32_t>((number + 0.5) * share), synapses.weights[number]);
  }
}

// How many synapses leave the spins of a pattern that changed.
inline int64_t leaving_count(const Synapses& synapses, const float* change) {
  uint32_t count = 0;  // which may go round where the list is wrong
  for (int64_t j = 0; j < synapses.size; ++j) {
    const uint32_t end = synapses.starts[j + 1], start = synapses.starts[j];
    count += change[j] != 0 ? end - start : 0;
  }
  return count;
}

// Adds to the field of a pattern what its flips send, if they are so few that visiting their
// synapses is the better way, and returns whether they are. That is decided for the pattern alone,
// and as if it had the company in which a sum over all synapses is cheap.
inline bool follow_few(const Synapses& synapses, const float* change, float* field) {
  constexpr int64_t cost = 24;  // of a visit by the index, in units of a synapse of the sum
  if (cost * leaving_count(synapses, change) >= synapses.count()) return false;
  each_change(change, synapses.size, [&](int64_t source) {
    leaving(synapses, source, [&](int32_t target, float weight) {
      field[target] = fused(change[source], weight, field[target]);
    });
  });
  return true;
}

constexpr int64_t kAtOnce = 4;  // targets whose sums are in registers together
constexpr int64_t kShare = 64;  // targets of a piece
constexpr int64_t kWide = 16;  // patterns whose sums are in registers together

// A number of small memory: a table of changes of spins fits into the nearest cache.
inline Vector load(const int8_t* at) {
#if defined(__AVX512F__)
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  return (Vector)_mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(bytes));
#elif defined(__AVX2__)
  const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(at));
  return (Vector)_mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(bytes));
#else
  Vector value;
  for (int64_t i = 0; i < kLanes; ++i) value[i] = at[i];
  return value;
#endif
}

// Whether the sources of a range of targets exist.
inline bool all_exist(const Synapses& synapses, int64_t begin, int64_t end) {
  const int64_t fan_in = synapses.fan_in;
  const bool right = exist(synapses.sources + begin * fan_in, (end - begin) * fan_in, synapses.size);
  if (!right) synapses.refuse();
  return right;
}

// Adds the fields of a range of targets in kWide patterns, from values [source, pattern].
template <typename Value>
inline void sum_all(const Synapses& synapses, const Value* values, int64_t begin, int64_t end,
                    const std::vector<float*>& fields) {
  if (!all_exist(synapses, begin, end)) return;
  for (int64_t t = begin; t < end; t += kAtOnce) {
    const int32_t* from[kAtOnce];
    const float* weights[kAtOnce];
    for (int64_t i = 0; i < kAtOnce; ++i) {
      const int64_t at = std::min(t + i, end - 1) * synapses.fan_in;
      from[i] = synapses.sources + at;
      weights[i] = synapses.weights + at;
    }
    constexpr int64_t vectors = kWide / kLanes;
    Vector sum[kAtOnce][vectors] = {};
    for (int64_t k = 0; k < synapses.fan_in; ++k)
      for (int64_t i = 0; i < kAtOnce; ++i) {
        const Value* held = values + from[i][k] * kWide;
        for (int64_t v = 0; v < vectors; ++v) sum[i][v] += weights[i][k] * load(held + v * kLanes);
      }
    for (int64_t i = 0; i < std::min(kAtOnce, end - t); ++i) {
      float apart[kWide];
      for (int64_t v = 0; v < vectors; ++v) store(apart + v * kLanes, sum[i][v]);
      for (size_t p = 0; p < fields.size(); ++p) fields[p][t + i] += apart[p];
    }
  }
}

// The same for one pattern, whose changes need not be spread over a table that others could use.
inline void sum_one(const Synapses& synapses, const float* change, int64_t begin, int64_t end,
                    float* field) {
  if (!all_exist(synapses, begin, end)) return;
  constexpr int64_t together = 8;  // targets: as many sums as additions are on their way
  for (int64_t t = begin; t < end; t += together) {
    const int64_t width = std::min(together, end - t);
    const int32_t* from[together];
    const float* weights[together];
    for (int64_t i = 0; i < together; ++i) {
      const int64_t at = (t + std::min(i, width - 1)) * synapses.fan_in;
      from[i] = synapses.sources + at;
      weights[i] = synapses.weights + at;
    }
    float sum[together] = {};
    for (int64_t k = 0; k < synapses.fan_in; ++k)
      for (int64_t i = 0; i < together; ++i) sum[i] = fused(weights[i][k], change[from[i][k]], sum[i]);
    for (int64_t i = 0; i < width; ++i) field[t + i] += sum[i];
  }
}

// The changes of at most kWide patterns, [source, pattern].
template <typename Value>
inline std::vector<Value> beside(const std::vector<const float*>& changes, int64_t size) {
  std::vector<Value> values(size * kWide);
  for (int64_t j = 0; j < size; ++j)
    for (size_t p = 0; p < changes.size(); ++p)
      values[j * kWide + p] = static_cast<Value>(changes[p][j]);
  return values;
}

// Adds to the fields of some patterns, at most kWide, the sums over all synapses.
inline void sum_group(xla::ffi::ThreadPool* pool, const Synapses& synapses,
                      const std::vector<const float*>& changes, const std::vector<float*>& fields) {
  const auto in_shares = [&](const auto& sum) {
    const bool worth_sharing = synapses.count() > 20000;
    in_pieces(pool, (synapses.targets + kShare - 1) / kShare, worth_sharing, [&](int64_t piece) {
      sum(piece * kShare, std::min((piece + 1) * kShare, synapses.targets));
    });
  };
  if (changes.size() == 1) {
    in_shares([&](int64_t begin, int64_t end) {
      sum_one(synapses, changes[0], begin, end, fields[0]);
    });
    return;
  }
  bool small = true;  // whole numbers that a byte holds, as differences of spins are
  for (const float* change : changes) {
    int others = 0;
    for (int64_t j = 0; j < synapses.size; ++j) {
      const float held = change[j] >= -100 && change[j] <= 100 ? change[j] : 0.5f;
      others |= change[j] != static_cast<float>(static_cast<int32_t>(held));
    }
    small &= !others;
  }
  const auto from_table = [&](const auto& values) {
    in_shares([&](int64_t begin, int64_t end) {
      sum_all(synapses, values.data(), begin, end, fields);
    });
  };
  if (small)
    from_table(beside<int8_t>(changes, synapses.size));
  else
    from_table(beside<float>(changes, synapses.size));
}

// The same for any number of patterns.
inline void sum_groups(xla::ffi::ThreadPool* pool, const Synapses& synapses,
                       const std::vector<const float*>& changes,
                       const std::vector<float*>& fields) {
  for (int64_t p = 0; p < static_cast<int64_t>(changes.size()); p += kWide) {
    const int64_t end = std::min<int64_t>(p + kWide, changes.size());
    sum_group(pool, synapses, {changes.begin() + p, changes.begin() + end},
              {fields.begin() + p, fields.begin() + end});
  }
}

// field[batch, targets] = the field of change[batch, sources]
inline void send(xla::ffi::ThreadPool* pool, const Synapses& synapses, const float* change,
                 int64_t batch, float* field) {
  std::vector<char> many(batch);
  std::memset(field, 0, batch * synapses.targets * sizeof(float));
  in_pieces(pool, batch, batch * synapses.size > 20000, [&](int64_t b) {
    const float* change_of = change + b * synapses.size;
    many[b] = !follow_few(synapses, change_of, field + b * synapses.targets);
  });
  std::vector<const float*> changes;
  std::vector<float*> fields;
  for (int64_t b = 0; b < batch; ++b) {
    if (!many[b]) continue;
    changes.push_back(change + b * synapses.size);
    fields.push_back(field + b * synapses.targets);
  }
  sum_groups(pool, synapses, changes, fields);
}

// weights <- keep weights + gain sum_batch post_i pre_j on every synapse, in place.
inline void learn_synapses(xla::ffi::ThreadPool* pool, const int32_t* sources, const float* post,
                           const float* pre, int64_t batch, int64_t size, int64_t targets,
                           int64_t fan_in, float keep, float gain, float* weights,
                           std::atomic<bool>& wrong) {
  constexpr int64_t strip = 64;  // synapses whose sums are held together
  const Drives& drives = Drives::of(post, batch, targets);
  const int64_t tiles = (targets + kLanes - 1) / kLanes, together = kShare / kLanes;
  const bool worth_sharing = targets * fan_in > 20000;
  const auto learn_target = [&](int64_t tile, int64_t lane) {
    const int64_t at = (tile * kLanes + lane) * fan_in;
    for (int64_t begin = at; begin < at + fan_in; begin += strip) {
      const int64_t width = std::min(strip, at + fan_in - begin);
      float sums[strip] = {};
      if (drives.first[tile] < drives.first[tile + 1] && !exist(sources + begin, width, size)) {
        wrong.store(true, std::memory_order_relaxed);
        return;
      }
      for (int32_t i = drives.first[tile]; i < drives.first[tile + 1]; ++i) {
        const float drive = drives.values[i * kLanes + lane];
        if (drive == 0) continue;
        const float* spins = pre + drives.patterns[i] * size;
        for (int64_t k = 0; k < width; ++k)
          sums[k] = fused(drive, spins[sources[begin + k]], sums[k]);
      }
      float* to = weights + begin;
      for (int64_t k = 0; k < width; ++k) to[k] = blend(keep, to[k], gain, sums[k]);
    }
  };
  in_pieces(pool, (tiles + together - 1) / together, worth_sharing, [&](int64_t piece) {
    for (int64_t tile = piece * together; tile < std::min(tiles, (piece + 1) * together); ++tile)
      for (int64_t lane = 0; lane < std::min(kLanes, targets - tile * kLanes); ++lane)
        learn_target(tile, lane);
  });
}

// Visits the neurons in the given order and updates spins and recurrent fields [batch, neurons];
// every flip corrects the fields of the targets of its synapses at once.
inline void visit_synapses(xla::ffi::ThreadPool* pool, const Synapses& synapses,
                           const float* external, const float* own, const int32_t* order,
                           int64_t batch, float* spins, float* recurrent) {
  const int64_t neurons = synapses.size;
  in_pieces(pool, batch, batch * neurons > 10000, [&](int64_t b) {
    const float* outside = external + b * neurons;
    float *spin = spins + b * neurons, *field = recurrent + b * neurons;
    for (int64_t k = 0; k < neurons; ++k) {
      const int32_t i = order[k];
      const float full = field[i] + outside[i] + own[i] * spin[i];
      const float after = full > 0 ? 1.0f : full < 0 ? -1.0f : spin[i];
      const float flip = after - spin[i];
      if (flip == 0) continue;
      spin[i] = after;
      leaving(synapses, i, [&](int32_t target, float w) { field[target] += flip * w; });
    }
  });
}

}  // namespace basinet
