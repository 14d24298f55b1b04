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

constexpr int64_t kFour = 4;            // sources of a table
constexpr int64_t kSums = 8;            // sums of them, up to their sign
constexpr int64_t kTables = 16;         // that fit into the nearest cache together
constexpr int64_t kWideTile = 4 * kLanes;  // targets of a table
constexpr int64_t kWorthTables = 6;     // patterns from which picking is faster than adding

// Which sum of a table each pattern picks up to its sign, [pattern, table]; the sign is that of the
// first of the four sources. Sources beyond the last four are left out.
inline std::vector<int32_t> picks_of(const std::vector<const float*>& changes, int64_t sources) {
  const int64_t tables = sources / kFour;
  std::vector<int32_t> picks(changes.size() * tables);
  for (size_t p = 0; p < changes.size(); ++p) {
    const float* change = changes[p];
    int32_t* pick = picks.data() + p * tables;
    for (int64_t t = 0; t < tables; ++t) {
      uint32_t bits[kFour];
      std::memcpy(bits, change + t * kFour, sizeof bits);
      pick[t] = (bits[0] ^ bits[1]) >> 31 << 2 | (bits[0] ^ bits[2]) >> 31 << 1 |
                (bits[2] ^ bits[3]) >> 31;
    }
  }
  return picks;
}

// The table of four rows of weights, each of kVectors vectors: ((a +- b) +- (c +- d)).
template <int kVectors>
inline void tabulate(const float* weights, int64_t targets, float* table) {
  for (int v = 0; v < kVectors; ++v) {
    const float* from = weights + v * kLanes;
    const Vector a = load(from), b = load(from + targets), c = load(from + 2 * targets),
                 d = load(from + 3 * targets);
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
template <int kVectors, int kPatterns>
inline void add_picked(const float* table, const int32_t* const* picks,
                       const float* const* changes, int64_t tables, float* const* sums) {
  constexpr int64_t width = kVectors * kLanes;
  Vector s[kPatterns][kVectors];
  for (int p = 0; p < kPatterns; ++p)
    for (int v = 0; v < kVectors; ++v) s[p][v] = load(sums[p] + v * kLanes);
  for (int64_t t = 0; t < tables; ++t, table += kSums * width)
    for (int p = 0; p < kPatterns; ++p) {
      const float* from = table + picks[p][t] * width;
      const float sign = changes[p][t * kFour];
      for (int v = 0; v < kVectors; ++v) s[p][v] += sign * load(from + v * kLanes);
    }
  for (int p = 0; p < kPatterns; ++p)
    for (int v = 0; v < kVectors; ++v) store(sums[p] + v * kLanes, s[p][v]);
}

// Adds to the sums of one pattern those of some tables without making them.
template <int kVectors>
inline void add_four(const float* weights, const float* change, int64_t tables, int64_t targets,
                     float* sums) {
  Vector s[kVectors];
  for (int v = 0; v < kVectors; ++v) s[v] = load(sums + v * kLanes);
  for (int64_t t = 0; t < tables; ++t, weights += kFour * targets, change += kFour)
    for (int v = 0; v < kVectors; ++v) {
      const float* from = weights + v * kLanes;
      const Vector first = change[0] * load(from) + change[1] * load(from + targets);
      const Vector second = change[2] * load(from + 2 * targets) +
                            change[3] * load(from + 3 * targets);
      s[v] += first + second;
    }
  for (int v = 0; v < kVectors; ++v) store(sums + v * kLanes, s[v]);
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

// Adds to the sums of kVectors vectors of targets from number c on what some tables hold.
template <int kVectors>
inline void add_tables(const Signs& signs, const float* weights, int64_t first, int64_t tables,
                       int64_t c) {
  const float* from = weights + first * kFour * signs.targets + c;
  if (signs.picks.empty()) {
    for (int64_t p = 0; p < signs.patterns(); ++p)
      add_four<kVectors>(from, signs.changes[p] + first * kFour, tables, signs.targets,
                         signs.sums[p] + c);
    return;
  }
  alignas(64) static thread_local float table[kTables * kSums * kWideTile];
  for (int64_t t = 0; t < tables; ++t) {
    const float* rows = from + t * kFour * signs.targets;
    for (int64_t j = 0; j < kFour; ++j)  // the tile after the next one
      for (int64_t line = 0; line < kVectors * kLanes; line += 16)
        __builtin_prefetch(rows + j * signs.targets + 2 * kVectors * kLanes + line);
    tabulate<kVectors>(rows, signs.targets, table + t * kSums * kVectors * kLanes);
  }
  for (int64_t p = 0; p < signs.patterns(); p += 2) {
    const int64_t q = std::min(p + 1, signs.patterns() - 1);
    const int32_t* picks[2] = {&signs.picks[p * signs.tables() + first],
                               &signs.picks[q * signs.tables() + first]};
    const float* changes[2] = {signs.changes[p] + first * kFour, signs.changes[q] + first * kFour};
    float* sums[2] = {signs.sums[p] + c, signs.sums[q] + c};
    if (p < q)
      add_picked<kVectors, 2>(table, picks, changes, tables, sums);
    else
      add_picked<kVectors, 1>(table, picks, changes, tables, sums);
  }
}

// Adds to the sums of the targets from begin to end.
inline void add_range(const Signs& signs, const float* weights, int64_t begin, int64_t end) {
  const int64_t wide = begin + (end - begin) / kWideTile * kWideTile;
  const int64_t whole = begin + (end - begin) / kLanes * kLanes;
  for (int64_t t = 0; t < signs.tables(); t += kTables) {
    const int64_t tables = std::min(kTables, signs.tables() - t);
    for (int64_t c = begin; c < wide; c += kWideTile) add_tables<4>(signs, weights, t, tables, c);
    for (int64_t c = wide; c < whole; c += kLanes) add_tables<1>(signs, weights, t, tables, c);
  }
  // What is left: targets that fill no vector, and sources that fill no table.
  for (int64_t p = 0; p < signs.patterns(); ++p) {
    const float* change = signs.changes[p];
    float* sums = signs.sums[p];
    for (int64_t j = 0; j < signs.tables() * kFour; j += kFour)
      for (int64_t c = whole; c < end; ++c) {
        const float* from = weights + j * signs.targets + c;
        const float first = change[j] * from[0] + change[j + 1] * from[signs.targets];
        const float second = change[j + 2] * from[2 * signs.targets] +
                             change[j + 3] * from[3 * signs.targets];
        sums[c] += first + second;
      }
    for (int64_t j = signs.tables() * kFour; j < signs.sources; ++j)
      for (int64_t c = begin; c < end; ++c) sums[c] += change[j] * weights[j * signs.targets + c];
  }
}

// Adds to the sums of all targets.
inline void add_signs(xla::ffi::ThreadPool* pool, Signs& signs, const float* weights) {
  if (signs.changes.empty()) return;
  if (signs.patterns() >= kWorthTables) signs.picks = picks_of(signs.changes, signs.sources);
  const bool worth_sharing = signs.patterns() * signs.sources * signs.targets > 1000000;
  const int64_t tiles = (signs.targets + kWideTile - 1) / kWideTile;
  const int64_t width = (tiles / (2 * threads_of(pool)) + 1) * kWideTile;
  in_pieces(pool, (signs.targets + width - 1) / width, worth_sharing, [&](int64_t piece) {
    add_range(signs, weights, piece * width, std::min((piece + 1) * width, signs.targets));
  });
}

}  // namespace basinet
