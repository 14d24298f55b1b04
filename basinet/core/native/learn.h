// The local learning step, in place: every weight is read and written once.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "learn_signs.h"
#include "parallel.h"
#include "vector.h"

namespace basinet {

// Sources whose changes are summed in registers together; there are 32 of the wide ones, else 16.
constexpr int64_t kRows = kLanes == 16 ? 16 : 12;

// The postsynaptic factors by tiles of targets: in each, the patterns in which some neuron learns.
struct Drives {
  std::vector<int32_t> first;     // of each tile, its first pattern; one more at the end
  std::vector<int32_t> patterns;  // room for all
  std::vector<float> values;      // [pattern, lane]

  // What a thread keeps from call to call, filled anew.
  static const Drives& of(const float* post, int64_t batch, int64_t targets) {
    static thread_local Drives drives;
    const int64_t tiles = (targets + kLanes - 1) / kLanes;
    drives.first.resize(tiles + 1);
    int32_t* patterns = room(drives.patterns, batch * tiles);
    float* values = room(drives.values, batch * tiles * kLanes);
    int32_t count = 0;
    for (int64_t t = 0; t < tiles; ++t) {
      drives.first[t] = count;
      const float* from = post + t * kLanes;
      const int64_t width = std::min(kLanes, targets - t * kLanes);
      for (int64_t b = 0; b < batch; ++b, from += targets) {
        // Written without a branch and overwritten where nothing learns.
        const Vector value = width == kLanes ? load(from) : load_part(from, width);
        patterns[count] = b;
        store(values + count * kLanes, value);
        count += any(value);
      }
    }
    drives.first[tiles] = count;
    return drives;
  }
};

// The drives of a tile of targets and the spins of a strip of sources, [pattern, source].
struct Correlation {
  const int32_t *pattern, *last;
  const float *drive, *spins;
};

// weights <- keep weights + gain sum for kCount sources and a tile of targets, whole or of fewer.
template <int kCount, bool kWhole>
inline void learn_tile(Correlation of, int64_t targets, int64_t width, Vector keep, Vector gain,
                       float* weights) {
  Vector sum[kCount];
  for (int r = 0; r < kCount; ++r) sum[r] = Vector{};
  for (; of.pattern < of.last; ++of.pattern, of.drive += kLanes) {
    const Vector drive = load(of.drive);
    const float* spins = of.spins + *of.pattern * kRows;
    for (int r = 0; r < kCount; ++r) sum[r] += spins[r] * drive;
  }
  for (int r = 0; r < kCount; ++r, weights += targets)
    store_some<kWhole>(weights, blend(keep, load_some<kWhole>(weights, width), gain, sum[r]), width);
}

// A learning step: weights[sources, targets] <- keep weights + gain pre[batch, sources]^T drives.
struct Step {
  const Drives& drives;
  const float* pre;
  int64_t batch, sources, targets;
  float keep, gain;
  float* weights;

  // For the sources from begin to end, at most kRows, and the targets of a range.
  void learn_rows(int64_t begin, int64_t end, int64_t first_target, int64_t last_target) const {
    static thread_local std::vector<float> held;  // spins, [pattern, row]
    held.assign(batch * kRows, 0.0f);
    for (int64_t b = 0; b < batch; ++b)
      for (int64_t r = begin; r < end; ++r) held[b * kRows + r - begin] = pre[b * sources + r];
    const Vector kept = keep - (Vector){}, step = gain - (Vector){};
    for (int64_t c = first_target, t = c / kLanes; c < last_target; c += kLanes, ++t) {
      float* to = weights + begin * targets + c;
      const int64_t width = std::min(kLanes, targets - c);
      const int32_t first = drives.first[t];
      Correlation of = {drives.patterns.data() + first, drives.patterns.data() + drives.first[t + 1],
                        drives.values.data() + first * kLanes, held.data()};
      if (end - begin == kRows && width == kLanes) {
        learn_tile<kRows, true>(of, targets, width, kept, step, to);
      } else if (end - begin == kRows) {
        learn_tile<kRows, false>(of, targets, width, kept, step, to);
      } else {
        for (int64_t r = begin; r < end; ++r, ++of.spins, to += targets)
          learn_tile<1, false>(of, targets, width, kept, step, to);
      }
    }
  }
};

// The zeros on the diagonal, where a neuron has no synapse onto itself.
inline void clear_diagonal(int64_t targets, int64_t begin, int64_t end, float* weights) {
  for (int64_t r = begin; r < end; ++r) weights[r * targets + r] = 0;
}

// weights[sources, targets] <- keep weights + gain pre[batch, sources]^T post[batch, targets],
// with zeros on the diagonal where a neuron has no synapse onto itself.
inline void learn(xla::ffi::ThreadPool* pool, const float* post, const float* pre, int64_t batch,
                  int64_t sources, int64_t targets, float keep, float gain, bool without_self,
                  float* weights) {
  const Ranges ranges = Ranges::of(targets, threads_of(pool));
  const bool worth_sharing = sources * targets > 30000;
  if (learns_by_signs(post, pre, batch, sources, targets)) {
    static thread_local std::vector<uint8_t> held;
    uint8_t* codes = room(held, (batch + kFour - 1) / kFour * sources);
    signs_of(pre, batch, sources, codes);
    const SignedStep step = {post, codes, batch, sources, targets, keep, gain, weights};
    const int64_t pieces = (sources + kSources - 1) / kSources;  // of each range
    in_pieces(pool, ranges.count * pieces, worth_sharing, [&](int64_t piece) {
      const int64_t from = ranges.begin(piece / pieces), to = ranges.end(piece / pieces);
      const int64_t begin = piece % pieces * kSources, end = std::min(begin + kSources, sources);
      step.learn_rows(begin, end, from, to);
      if (without_self) clear_diagonal(targets, std::max(begin, from), std::min(end, to), weights);
    });
    return;
  }
  const Step step = {Drives::of(post, batch, targets), pre, batch, sources, targets, keep, gain,
                     weights};
  const int64_t strips = (sources + kRows - 1) / kRows;
  const int64_t together = std::clamp<int64_t>(strips / 8, 1, 4);
  const int64_t pieces = (strips + together - 1) / together;  // of each range
  in_pieces(pool, ranges.count * pieces, worth_sharing, [&](int64_t piece) {
    const int64_t from = ranges.begin(piece / pieces), to = ranges.end(piece / pieces);
    const int64_t strip = piece % pieces * together;
    for (int64_t s = strip; s < std::min(strips, strip + together); ++s) {
      const int64_t begin = s * kRows, end = std::min(begin + kRows, sources);
      step.learn_rows(begin, end, from, to);
      if (without_self) clear_diagonal(targets, std::max(begin, from), std::min(end, to), weights);
    }
  });
}

}  // namespace basinet
