// The local learning step, in place: every weight is read and written once.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "parallel.h"
#include "vector.h"

namespace basinet {

constexpr int64_t kRows = 12;  // sources whose changes are summed in registers together

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
        patterns[count] = b;
        store(values + count * kLanes, width == kLanes ? load(from) : load_part(from, width));
        count += any(from, width);
      }
    }
    drives.first[tiles] = count;
    return drives;
  }
};

// weights <- keep weights + gain pre^T post for the rows from begin to end, at most kRows.
inline void learn_rows(const Drives& drives, const float* pre, int64_t batch, int64_t sources,
                       int64_t targets, int64_t begin, int64_t end, float keep, float gain,
                       float* weights) {
  static thread_local std::vector<float> held;  // [pattern, row]
  held.assign(batch * kRows, 0.0f);
  for (int64_t b = 0; b < batch; ++b)
    for (int64_t r = begin; r < end; ++r) held[b * kRows + r - begin] = pre[b * sources + r];
  const int64_t rows = end - begin;
  const Vector kept = keep - (Vector){}, step = gain - (Vector){};
  for (int64_t c = 0, t = 0; c < targets; c += kLanes, ++t) {
    float* to = weights + begin * targets + c;
    const float* drive = drives.values.data() + drives.first[t] * kLanes;
    const int32_t* pattern = drives.patterns.data() + drives.first[t];
    const int32_t* last = drives.patterns.data() + drives.first[t + 1];
    if (rows == kRows && c + kLanes <= targets) {
      Vector sum[kRows];
      for (int r = 0; r < kRows; ++r) sum[r] = Vector{};
      for (; pattern < last; ++pattern, drive += kLanes) {
        const Vector d = load(drive);
        const float* spins = held.data() + *pattern * kRows;
        for (int r = 0; r < kRows; ++r) sum[r] += spins[r] * d;
      }
      for (int r = 0; r < kRows; ++r)
        store(to + r * targets, load(to + r * targets) * kept + step * sum[r]);
      continue;
    }
    const int64_t width = std::min(kLanes, targets - c);
    for (int64_t r = 0; r < rows; ++r) {
      Vector sum = {};
      for (int64_t i = 0; i < last - pattern; ++i)
        sum += held[pattern[i] * kRows + r] * load(drive + i * kLanes);
      float* at = to + r * targets;
      store_part(at, load_part(at, width) * kept + step * sum, width);
    }
  }
}

// weights[sources, targets] <- keep weights + gain pre[batch, sources]^T post[batch, targets],
// with zeros on the diagonal where a neuron has no synapse onto itself.
inline void learn(xla::ffi::ThreadPool* pool, const float* post, const float* pre, int64_t batch,
                  int64_t sources, int64_t targets, float keep, float gain, bool without_self,
                  float* weights) {
  const Drives& drives = Drives::of(post, batch, targets);
  const int64_t strips = (sources + kRows - 1) / kRows;
  // A few pieces for each thread at least: where there are few strips they are shared evenly.
  const int64_t together = std::clamp<int64_t>(strips / (8 * threads_of(pool)), 1, 4);
  const bool worth_sharing = sources * targets > 50000;
  in_pieces(pool, (strips + together - 1) / together, worth_sharing, [&](int64_t piece) {
    for (int64_t strip = piece * together; strip < std::min(strips, (piece + 1) * together); ++strip) {
      const int64_t begin = strip * kRows, end = std::min(begin + kRows, sources);
      learn_rows(drives, pre, batch, sources, targets, begin, end, keep, gain, weights);
      if (without_self)
        for (int64_t r = begin; r < end; ++r) weights[r * targets + r] = 0;
    }
  });
}

}  // namespace basinet
