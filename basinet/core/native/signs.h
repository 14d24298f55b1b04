// Fields from patterns in which every source changed by one, as in the first sweep from silence.
//
// Four sources have sixteen sums of signed weights, of which eight are the negatives of the others.
// Where there are many patterns the eight are computed once and each pattern picks its own: two
// fifths of the additions of a product. A sum is rounded alike whether it was picked from a table
// or made for its pattern alone: the result depends neither on the other patterns nor on the
// number of threads.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#include "parallel.h"
#include "vector.h"

namespace basinet {

// Whether every one of so many floats is 1 or -1.
inline bool all_signs(const float* values, int64_t count) {
  constexpr int64_t piece = 256;  // after which a pattern of other numbers is given up
  for (int64_t begin = 0; begin < count; begin += piece) {
    uint32_t others = 0;
    for (int64_t j = begin; j < std::min(begin + piece, count); ++j) {
      uint32_t bits;
      std::memcpy(&bits, values + j, sizeof bits);
      others |= (bits & 0x7fffffff) ^ 0x3f800000;
    }
    if (others) return false;
  }
  return true;
}

constexpr int64_t kFour = 4;               // sources of a table
constexpr int64_t kSums = 8;               // sums of them, up to their sign
constexpr int64_t kTables = 16;            // that fit into the nearest cache together
constexpr int64_t kWideTile = 32;          // targets of a table
constexpr int kTileVectors = kWideTile / kLanes;
constexpr int kPicking = 8 / kTileVectors;  // patterns whose sums are in registers together
constexpr int64_t kWorthTables = 6;        // patterns from which picking is faster than adding

// The signs of four floats as bits.
inline int signs_of_four(const float* values) {
#ifdef __SSE__
  return _mm_movemask_ps(_mm_loadu_ps(values));
#else
  uint32_t bits[kFour];
  std::memcpy(bits, values, sizeof bits);
  return bits[0] >> 31 | bits[1] >> 31 << 1 | bits[2] >> 31 << 2 | bits[3] >> 31 << 3;
#endif
}

// Which sum of a table each pattern picks up to its sign, [pattern, table]; the sign is that of the
// first of the four sources. Sources beyond the last four are left out.
inline std::vector<int32_t> picks_of(const std::vector<const float*>& changes, int64_t sources) {
  int32_t sums[16];  // by the signs a, b, c, d: whether a and b differ, a and c, c and d
  for (int s = 0; s < 16; ++s)
    sums[s] = ((s ^ s >> 1) & 1) << 2 | ((s ^ s >> 2) & 1) << 1 | ((s >> 2 ^ s >> 3) & 1);
  const int64_t tables = sources / kFour;
  std::vector<int32_t> picks(changes.size() * tables);
  int32_t* pick = picks.data();
  for (const float* change : changes)
    for (int64_t t = 0; t < tables; ++t) *pick++ = sums[signs_of_four(change + t * kFour)];
  return picks;
}

// The table of four rows of weights, each of kVectors vectors: ((a +- b) +- (c +- d)). With kWhole
// false they are one vector of fewer targets than it holds.
template <int kVectors, bool kWhole>
inline void tabulate(const float* weights, int64_t targets, int64_t width, float* table) {
  for (int v = 0; v < kVectors; ++v) {
    const float* from = weights + v * kLanes;
    const Vector a = load_some<kWhole>(from, width), b = load_some<kWhole>(from + targets, width),
                 c = load_some<kWhole>(from + 2 * targets, width),
                 d = load_some<kWhole>(from + 3 * targets, width);
    const Vector first[2] = {a + b, a - b}, second[2] = {c + d, c - d};
    for (int i = 0; i < 2; ++i)
      for (int j = 0; j < 2; ++j) {
        float* to = table + (4 * i + j) * kVectors * kLanes + v * kLanes;
        store(to, first[i] + second[j]);
        store(to + 2 * kVectors * kLanes, first[i] - second[j]);
      }
  }
}

// Adds to the sums of kPatterns patterns what they pick from some tables.
template <int kVectors, bool kWhole, int kPatterns>
inline void add_picked(const float* table, const int32_t* const* picks,
                       const float* const* changes, int64_t tables, int64_t width,
                       float* const* sums) {
  constexpr int64_t apart = kVectors * kLanes;
  Vector s[kPatterns][kVectors];
  for (int p = 0; p < kPatterns; ++p)
    for (int v = 0; v < kVectors; ++v) s[p][v] = load_some<kWhole>(sums[p] + v * kLanes, width);
  for (int64_t t = 0; t < tables; ++t, table += kSums * apart)
    for (int p = 0; p < kPatterns; ++p) {
      const float* from = table + picks[p][t] * apart;
      const float sign = changes[p][t * kFour];
      for (int v = 0; v < kVectors; ++v) s[p][v] += sign * load(from + v * kLanes);
    }
  for (int p = 0; p < kPatterns; ++p)
    for (int v = 0; v < kVectors; ++v) store_some<kWhole>(sums[p] + v * kLanes, s[p][v], width);
}

// Adds to the sums of one pattern those of some tables without making them.
template <int kVectors, bool kWhole>
inline void add_four(const float* weights, const float* change, int64_t tables, int64_t targets,
                     int64_t width, float* sums) {
  Vector s[kVectors];
  for (int v = 0; v < kVectors; ++v) s[v] = load_some<kWhole>(sums + v * kLanes, width);
  for (int64_t t = 0; t < tables; ++t, weights += kFour * targets, change += kFour)
    for (int v = 0; v < kVectors; ++v) {
      const float* from = weights + v * kLanes;
      const Vector first = change[0] * load_some<kWhole>(from, width) +
                           change[1] * load_some<kWhole>(from + targets, width);
      const Vector second = change[2] * load_some<kWhole>(from + 2 * targets, width) +
                            change[3] * load_some<kWhole>(from + 3 * targets, width);
      s[v] += first + second;
    }
  for (int v = 0; v < kVectors; ++v) store_some<kWhole>(sums + v * kLanes, s[v], width);
}

// Patterns of signs and where their sums are.
struct Signs {
  std::vector<const float*> changes;
  std::vector<float*> sums;
  std::vector<int32_t> picks;  // none where they are too few for tables
  int64_t sources = 0, targets = 0;

  int64_t patterns() const { return changes.size(); }
  int64_t tables() const { return sources / kFour; }
};

// Adds to the sums of `width` targets from number c on, kVectors whole vectors or less than one, what
// some tables hold.
template <int kVectors, bool kWhole>
inline void add_tables(const Signs& signs, const float* weights, int64_t first, int64_t tables,
                       int64_t c, int64_t width) {
  const float* from = weights + first * kFour * signs.targets + c;
  if (signs.picks.empty()) {
    for (int64_t p = 0; p < signs.patterns(); ++p)
      add_four<kVectors, kWhole>(from, signs.changes[p] + first * kFour, tables, signs.targets,
                                 width, signs.sums[p] + c);
    return;
  }
  alignas(64) static thread_local float table[kTables * kSums * kWideTile];
  for (int64_t t = 0; t < tables; ++t) {
    const float* rows = from + t * kFour * signs.targets;
    for (int64_t j = 0; j < kFour; ++j)  // the tile after the next one
      for (int64_t line = 0; line < kVectors * kLanes; line += 16)
        __builtin_prefetch(rows + j * signs.targets + 2 * kVectors * kLanes + line);
    tabulate<kVectors, kWhole>(rows, signs.targets, width, table + t * kSums * kVectors * kLanes);
  }
  const auto pick = [&](auto patterns, int64_t p) {
    constexpr int kPatterns = patterns;
    const int32_t* picks[kPatterns];
    const float* changes[kPatterns];
    float* sums[kPatterns];
    for (int q = 0; q < kPatterns; ++q) {
      picks[q] = &signs.picks[(p + q) * signs.tables() + first];
      changes[q] = signs.changes[p + q] + first * kFour;
      sums[q] = signs.sums[p + q] + c;
    }
    add_picked<kVectors, kWhole, kPatterns>(table, picks, changes, tables, width, sums);
  };
  int64_t p = 0;
  for (; p + kPicking <= signs.patterns(); p += kPicking)
    pick(std::integral_constant<int, kPicking>(), p);
  for (; p < signs.patterns(); ++p) pick(std::integral_constant<int, 1>(), p);
}

// Adds to the sums of the targets from begin to end.
inline void add_range(const Signs& signs, const float* weights, int64_t begin, int64_t end) {
  for (int64_t t = 0; t < signs.tables(); t += kTables) {
    const int64_t tables = std::min(kTables, signs.tables() - t);
    int64_t c = begin;
    for (; c + kWideTile <= end; c += kWideTile)
      add_tables<kTileVectors, true>(signs, weights, t, tables, c, kWideTile);
    for (; c + kLanes <= end; c += kLanes)
      add_tables<1, true>(signs, weights, t, tables, c, kLanes);
    if (c < end) add_tables<1, false>(signs, weights, t, tables, c, end - c);
  }
  for (int64_t p = 0; p < signs.patterns(); ++p)
    for (int64_t j = signs.tables() * kFour; j < signs.sources; ++j)
      for (int64_t c = begin; c < end; ++c)
        signs.sums[p][c] =
            fused(signs.changes[p][j], weights[j * signs.targets + c], signs.sums[p][c]);
}

// Adds to the sums of all targets.
inline void add_signs(xla::ffi::ThreadPool* pool, Signs& signs, const float* weights) {
  if (signs.changes.empty()) return;
  if (signs.patterns() >= kWorthTables) signs.picks = picks_of(signs.changes, signs.sources);
  const bool worth_sharing = signs.patterns() * signs.sources * signs.targets > 400000;
  const Ranges ranges = Ranges::of(signs.targets, 2 * threads_of(pool));
  in_pieces(pool, ranges.count, worth_sharing, [&](int64_t range) {
    add_range(signs, weights, ranges.begin(range), ranges.end(range));
  });
}

}  // namespace basinet
