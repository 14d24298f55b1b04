// Couplings whose targets have any number of synapses: fields as sums over the synapses that exist.
//
// Targets are taken kAlike at a time, those with about as many synapses together; the synapses of a
// group lie side by side, [entry, kAlike], and where a target has fewer than the others of its group
// its weight is zero. Every field is a chain of fused multiply-adds from the target's first source
// to its last, whichever way below is taken: it depends neither on the other patterns nor on the
// number of threads, and it is that of product.h for the full matrix.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "parallel.h"
#include "sparse.h"
#include "vector.h"

namespace basinet {

constexpr int64_t kAlike = 8;  // targets of a group: as many sums as additions are on their way

struct Compressed {
  const int32_t* starts;   // of the entries of each group, and the end
  const int32_t* sources;  // [entry, kAlike]
  const float* weights;    // [entry, kAlike]
  const int32_t* order;    // the targets, group by group
  int64_t size, targets, groups;  // size: number of sources
};

// Fields of a range of groups in one pattern.
inline void sum_groups_of_one(const Compressed& rows, const float* spins, int64_t begin,
                              int64_t end, float* field) {
  for (int64_t g = begin; g < end; ++g) {
    float sum[kAlike] = {};
    for (int64_t e = rows.starts[g] * kAlike; e < rows.starts[g + 1] * kAlike; e += kAlike) {
#pragma GCC unroll 8
      for (int64_t i = 0; i < kAlike; ++i)
        sum[i] = fused(rows.weights[e + i], spins[rows.sources[e + i]], sum[i]);
    }
    const int64_t width = std::min(kAlike, rows.targets - g * kAlike);
    for (int64_t i = 0; i < width; ++i) field[rows.order[g * kAlike + i]] = sum[i];
  }
}

// The same in kVectors vectors of patterns, kAbreast targets at once; values [source, pattern] and
// sums [target, pattern].
template <int kVectors, int kAbreast>
inline void sum_groups_of_many(const Compressed& rows, const float* values, int64_t begin,
                               int64_t end, float* sums) {
  constexpr int64_t wide = kVectors * kLanes;
  for (int64_t g = begin; g < end; ++g)
    for (int64_t side = 0; side < std::min(kAlike, rows.targets - g * kAlike); side += kAbreast) {
      Vector sum[kAbreast][kVectors] = {};
      for (int64_t e = rows.starts[g]; e < rows.starts[g + 1]; ++e)
        for (int64_t i = 0; i < kAbreast; ++i) {
          const int64_t at = e * kAlike + side + i;
          const float* held = values + rows.sources[at] * wide;
          for (int64_t v = 0; v < kVectors; ++v)
            sum[i][v] += rows.weights[at] * load(held + v * kLanes);
        }
      for (int64_t i = 0; i < kAbreast && g * kAlike + side + i < rows.targets; ++i)
        for (int64_t v = 0; v < kVectors; ++v)
          store(sums + rows.order[g * kAlike + side + i] * wide + v * kLanes, sum[i][v]);
    }
}

// to[column, row] = from[row, column], block by block; rows of `to` are `wide` apart.
inline void turn(const float* from, int64_t rows, int64_t columns, int64_t apart, float* to,
                 int64_t wide) {
  constexpr int64_t block = 16;
  for (int64_t r = 0; r < rows; r += block)
    for (int64_t c = 0; c < columns; ++c)
      for (int64_t i = r; i < std::min(r + block, rows); ++i) to[c * wide + i] = from[i * apart + c];
}

template <int kVectors, int kAbreast>
inline void send_side_by_side(xla::ffi::ThreadPool* pool, const Compressed& rows,
                              const float* spins, int64_t patterns, float* field) {
  constexpr int64_t wide = kVectors * kLanes, share = 8;
  std::vector<float> values(rows.size * wide), sums(rows.targets * wide);
  turn(spins, patterns, rows.size, rows.size, values.data(), wide);
  in_pieces(pool, (rows.groups + share - 1) / share, true, [&](int64_t piece) {
    sum_groups_of_many<kVectors, kAbreast>(rows, values.data(), piece * share,
                                           std::min((piece + 1) * share, rows.groups), sums.data());
  });
  turn(sums.data(), rows.targets, patterns, wide, field, rows.targets);
}

// field[batch, targets] = the field of spins[batch, sources]
inline void send_compressed(xla::ffi::ThreadPool* pool, const Compressed& rows, const float* spins,
                            int64_t batch, float* field) {
  constexpr int64_t most = 4 * kLanes, few = 3;  // patterns that are as well sent one by one
  int64_t b = 0;
  for (; batch - b > kLanes; b += std::min(most, batch - b))
    send_side_by_side<4, 2>(pool, rows, spins + b * rows.size, std::min(most, batch - b),
                            field + b * rows.targets);
  if (batch - b > few) {
    send_side_by_side<1, 8>(pool, rows, spins + b * rows.size, batch - b,
                            field + b * rows.targets);
    return;
  }
  const bool worth_sharing = rows.starts[rows.groups] > 8000;
  const Ranges ranges = Ranges::of(rows.groups * kAlike, 2 * threads_of(pool));
  for (; b < batch; ++b)
    in_pieces(pool, ranges.count, worth_sharing, [&](int64_t range) {
      sum_groups_of_one(rows, spins + b * rows.size, ranges.begin(range) / kAlike,
                        (ranges.end(range) + kAlike - 1) / kAlike, field + b * rows.targets);
    });
}

}  // namespace basinet
