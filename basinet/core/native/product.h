// Fields from spins: sum over the sources that are not zero, in the order of the sources.
//
// Each element of the result is summed by fused multiply-adds from the first source to the last,
// whichever of the ways below is taken, but for patterns in which every source changed by one
// (signs.h): the result for a pattern depends neither on the other patterns nor on the number of
// threads.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "changes.h"
#include "parallel.h"
#include "signs.h"
#include "vector.h"

namespace basinet {

constexpr int64_t kTile = 3 * kLanes;   // targets of a block of sums in registers
constexpr int64_t kGroup = 4;           // patterns of it
constexpr int64_t kDepth = 128;         // sources whose weights are packed together
constexpr int64_t kBlock = kDepth * kTile + 2 * kTile;  // apart, so as not to share cache sets
constexpr int64_t kPanel = 192;         // targets of a piece of a full product, a few tiles
constexpr int64_t kAhead = 8;           // sources between a prefetch and its use
constexpr double kEntry = 3.8;          // a row added entry by entry, in multiply-adds of a product
constexpr double kWorthStrips = 5e5;    // multiply-adds that are worth more than one thread
constexpr int64_t kFewRows = 64;        // up to which sums stay in registers
constexpr int64_t kMany = 8;            // rows added to the sums of a pattern that is alone
constexpr int64_t kStrip = 512;         // fewest targets of a piece of a sum of rows, and
constexpr int64_t kLongStrip = 2048;    // most: a stretch of a row is fetched faster the longer

// Keeps the compiler from loading a weight anew for every pattern.
inline void in_registers(Vector& a, Vector& b, Vector& c) {
#ifdef __AVX__
  asm("" : "+v"(a), "+v"(b), "+v"(c));
#endif
}

// sums[kGroup, kTile] += values[depth, kGroup]^T weights[depth, kTile], the rows of sums `apart`
// floats apart
inline void add_tile(const float* values, const float* weights, int64_t depth, float* sums,
                     int64_t apart) {
  Vector s[kGroup][3];
  for (int p = 0; p < kGroup; ++p)
    for (int v = 0; v < 3; ++v) s[p][v] = load(sums + p * apart + v * kLanes);
  for (int64_t k = 0; k < depth; ++k, values += kGroup, weights += kTile) {
    Vector a = load(weights), b = load(weights + kLanes), c = load(weights + 2 * kLanes);
    in_registers(a, b, c);
    for (int p = 0; p < kGroup; ++p) {
      s[p][0] += values[p] * a;
      s[p][1] += values[p] * b;
      s[p][2] += values[p] * c;
    }
  }
  for (int p = 0; p < kGroup; ++p)
    for (int v = 0; v < 3; ++v) store(sums + p * apart + v * kLanes, s[p][v]);
}

// Adds to the sums of a few tiles of targets what `depth` sources from number k on send to them.
inline void add_panel(const Changes& changes, const std::vector<float>& packed,
                      const float* weights, int64_t targets, int64_t k, int64_t depth,
                      int64_t begin, int64_t end, float* sums) {
  alignas(64) static thread_local float panel[kPanel / kTile * kBlock];
  const int64_t sources = changes.rows(), groups = (changes.batch + kGroup - 1) / kGroup;
  for (int64_t d = 0; d < depth; ++d) {
    const float* row = weights + changes.source(k + d) * targets;
    const float* later = weights + changes.source(std::min(k + d + kAhead, sources - 1)) * targets;
    for (int64_t c = begin; c < end; c += 16) __builtin_prefetch(later + c);
    for (int64_t c = begin, t = 0; c < end; c += kTile, ++t) {
      float* to = panel + t * kBlock + d * kTile;
      if (c + kTile <= end) {
        for (int v = 0; v < 3; ++v) store(to + v * kLanes, load(row + c + v * kLanes));
      } else {
        std::memset(to, 0, kTile * sizeof(float));
        std::memcpy(to, row + c, (end - c) * sizeof(float));
      }
    }
  }
  for (int64_t c = begin, t = 0; c < end; c += kTile, ++t) {
    const int64_t width = std::min(kTile, end - c);
    for (int64_t g = 0; g < groups; ++g) {
      const float* values = packed.data() + (g * sources + k) * kGroup;
      float* to = sums + g * kGroup * targets + c;
      const int64_t patterns = std::min(kGroup, changes.batch - g * kGroup);
      if (patterns == kGroup && width == kTile) {
        add_tile(values, panel + t * kBlock, depth, to, targets);
        continue;
      }
      alignas(64) float tile[kGroup * kTile] = {};
      for (int64_t p = 0; p < patterns; ++p)
        std::memcpy(tile + p * kTile, to + p * targets, width * sizeof(float));
      add_tile(values, panel + t * kBlock, depth, tile, kTile);
      for (int64_t p = 0; p < patterns; ++p)
        std::memcpy(to + p * targets, tile + p * kTile, width * sizeof(float));
    }
  }
}

// The sums of a range of targets as a product of packed blocks.
inline void multiply(const Changes& changes, const std::vector<float>& packed, const float* weights,
                     int64_t targets, int64_t begin, int64_t end, float* sums) {
  const int64_t sources = changes.rows();
  for (int64_t k = 0; k < sources; k += kDepth)
    for (int64_t c = begin; c < end; c += kPanel)
      add_panel(changes, packed, weights, targets, k, std::min(kDepth, sources - k), c,
                std::min(c + kPanel, end), sums);
}

// The entries that are not zero, source by source.
struct Entry {
  int64_t source, pattern;
  float value;
};

inline std::vector<Entry> entries_of(const Changes& changes) {
  std::vector<Entry> entries(changes.entries);
  std::vector<int32_t> next(changes.count);  // place of the next entry of each column
  for (int64_t j = 0, place = 0; j < changes.count; place += changes.times[j++]) next[j] = place;
  for (int64_t b = 0; b < changes.batch; ++b) {
    if (changes.is_apart(b)) continue;
    const float* change = changes.change + b * changes.count;
    each_change(change, changes.count, [&](int64_t j) {
      entries[next[j]++] = {changes.names ? changes.names[j] : j, b, change[j]};
    });
  }
  return entries;
}

// The values of the sources that changed, [group, source, pattern of the group].
inline std::vector<float> packed_values(const Changes& changes) {
  const int64_t rows = changes.rows(), groups = (changes.batch + kGroup - 1) / kGroup;
  std::vector<float> packed(groups * rows * kGroup, 0.0f);
  for (int64_t b = 0; b < changes.batch; ++b) {
    if (changes.is_apart(b)) continue;
    const float* from = changes.change + b * changes.count;
    float* to = packed.data() + b / kGroup * rows * kGroup + b % kGroup;
    for (int64_t r = 0; r < rows; ++r) to[r * kGroup] = from[changes.columns[r]];
  }
  return packed;
}

constexpr size_t kJoined = 4;  // entries whose rows are added before a sum is written again

// Whether some entries, from number e on, belong to one pattern.
inline bool of_one_pattern(const std::vector<Entry>& entries, size_t e) {
  if (e + kJoined > entries.size()) return false;
  bool same = true;
  for (size_t i = 1; i < kJoined; ++i) same &= entries[e + i].pattern == entries[e].pattern;
  return same;
}

// Adds kCount rows of weights times their values, one after the other, to a range of sums; with
// kFetch the rows that come `later` are fetched meanwhile.
template <size_t kCount, bool kFetch = false>
inline void add_few(const float* const* rows, const float* values, int64_t begin, int64_t end,
                    float* sums, const float* const* later = nullptr) {
  int64_t c = begin;
  for (; c + 2 * kLanes <= end; c += 2 * kLanes) {
    Vector a = load(sums + c), b = load(sums + c + kLanes);
    for (size_t i = 0; i < kCount; ++i) {
      if (kFetch) __builtin_prefetch(later[i] + c);
      a += values[i] * load(rows[i] + c);
      b += values[i] * load(rows[i] + c + kLanes);
    }
    store(sums + c, a);
    store(sums + c + kLanes, b);
  }
  for (; c < end; c += kLanes) {
    const int64_t width = std::min(kLanes, end - c);
    Vector sum = load_part(sums + c, width);
    for (size_t i = 0; i < kCount; ++i) sum += values[i] * load_part(rows[i] + c, width);
    store_part(sums + c, sum, width);
  }
}

// Adds the rows of kCount entries of one pattern, one after the other, to a range of its sums.
template <size_t kCount>
inline void add_joined(const std::vector<Entry>& entries, size_t e, const float* weights,
                       int64_t targets, int64_t begin, int64_t end, float* sums) {
  const float *rows[kCount], *later[kCount];
  float values[kCount];
  for (size_t i = 0; i < kCount; ++i) {
    rows[i] = weights + entries[e + i].source * targets;
    later[i] = weights + entries[std::min(e + i + kCount, entries.size() - 1)].source * targets;
    values[i] = entries[e + i].value;
  }
  add_few<kCount, kCount == 1>(rows, values, begin, end, sums + entries[e].pattern * targets,
                               later);
}

// The sums of a range of targets, entry by entry.
inline void add_rows(const std::vector<Entry>& entries, const float* weights, int64_t targets,
                     int64_t begin, int64_t end, float* sums) {
  for (size_t e = 0; e < entries.size();) {
    const bool joined = of_one_pattern(entries, e);
    if (joined)
      add_joined<kJoined>(entries, e, weights, targets, begin, end, sums);
    else
      add_joined<1>(entries, e, weights, targets, begin, end, sums);
    e += joined ? kJoined : 1;
  }
}

// Adds any number of rows of weights times their values to a range of sums, which stay in registers:
// better for few rows.
inline void add_in_registers(const float* const* rows, const float* values, int64_t count,
                             int64_t begin, int64_t end, float* sums) {
  const int64_t whole = begin + (end - begin) / (4 * kLanes) * 4 * kLanes;
  for (int64_t c = begin; c < whole; c += 4 * kLanes) {
    Vector s[4];
    for (int v = 0; v < 4; ++v) s[v] = load(sums + c + v * kLanes);
    for (int64_t r = 0; r < count; ++r)
      for (int v = 0; v < 4; ++v) s[v] += values[r] * load(rows[r] + c + v * kLanes);
    for (int v = 0; v < 4; ++v) store(sums + c + v * kLanes, s[v]);
  }
  for (int64_t c = whole; c < end; c += kLanes) {
    const int64_t width = std::min(kLanes, end - c);
    Vector s = load_part(sums + c, width);
    for (int64_t r = 0; r < count; ++r) s += values[r] * load_part(rows[r] + c, width);
    store_part(sums + c, s, width);
  }
}

// The sums of a range of targets, pattern by pattern.
inline void add_patterns(const Changes& changes, const float* weights, int64_t targets,
                         int64_t begin, int64_t end, float* sums) {
  const int64_t rows = changes.rows();
  std::vector<const float*> from(rows);
  std::vector<float> values(rows);
  for (int64_t b = 0; b < changes.batch; ++b) {
    if (changes.is_apart(b)) continue;
    int64_t count = 0;
    for (int64_t r = 0; r < rows; ++r)
      if (const float value = changes.change[b * changes.count + changes.columns[r]]; value != 0) {
        from[count] = weights + changes.source(r) * targets;
        values[count++] = value;
      }
    add_in_registers(from.data(), values.data(), count, begin, end, sums + b * targets);
  }
}

// Calls work(begin, end) for strips of targets.
template <typename Work>
void in_strips(xla::ffi::ThreadPool* pool, int64_t targets, bool worth_sharing, const Work& work) {
  const int64_t strip = std::clamp(targets / threads_of(pool) / 16 * 16 + 16, kStrip, kLongStrip);
  in_pieces(pool, (targets + strip - 1) / strip, worth_sharing, [&](int64_t piece) {
    work(piece * strip, std::min((piece + 1) * strip, targets));
  });
}

// sums[batch, targets] += changes @ weights[sources, targets]
inline void add_product(xla::ffi::ThreadPool* pool, const Changes& changes, const float* weights,
                        int64_t targets, float* sums) {
  const int64_t rows = changes.rows(), groups = (changes.batch + kGroup - 1) / kGroup;
  if (!rows) return;
  // In units of a multiply-add from registers: an entry also moves its sum, which comes from afar
  // where there are many patterns; a row is packed once.
  const double by_entries = (changes.batch > 32 ? 5.2 : kEntry) * changes.entries;
  const double by_product = groups * kGroup * rows + 3.0 * rows;
  const bool worth_sharing = std::min(by_entries, by_product) * targets > kWorthStrips;
  if (by_entries < by_product && rows <= kFewRows && (rows <= changes.batch || changes.batch == 1)) {
    in_strips(pool, targets, worth_sharing, [&](int64_t begin, int64_t end) {
      add_patterns(changes, weights, targets, begin, end, sums);
    });
    return;
  }
  if (by_entries < by_product) {
    const std::vector<Entry> entries = entries_of(changes);
    in_strips(pool, targets, worth_sharing, [&](int64_t begin, int64_t end) {
      add_rows(entries, weights, targets, begin, end, sums);
    });
    return;
  }
  const std::vector<float> packed = packed_values(changes);
  const Ranges ranges = Ranges::of(targets, 2 * threads_of(pool));
  in_pieces(pool, ranges.count, worth_sharing, [&](int64_t range) {
    multiply(changes, packed, weights, targets, ranges.begin(range), ranges.end(range), sums);
  });
}

// sums[targets] += change[sources] @ weights[sources, targets] for a single pattern, without the
// lists that put the changes of many in order.
inline void add_alone(xla::ffi::ThreadPool* pool, const float* change, int64_t sources,
                      const float* weights, int64_t targets, float* sums) {
  static thread_local std::vector<int32_t> held;
  int32_t* names = nullptr;  // of the sources that are not zero, where some are
  int64_t count = 0;
  for (int64_t j = 0; j < sources; ++j) count += change[j] != 0;
  if (!count) return;
  if (count < sources) {
    names = room(held, count);
    int64_t r = 0;
    each_change(change, sources, [&](int64_t j) { names[r++] = j; });
  }
  in_strips(pool, targets, kEntry * count * targets > kWorthStrips, [=](int64_t begin, int64_t end) {
    const float* rows[kFewRows];
    float values[kFewRows];
    const auto take = [&](int64_t from, int64_t some) {
      for (int64_t i = 0; i < some; ++i) {
        const int64_t j = names ? names[from + i] : from + i;
        rows[i] = weights + j * targets;
        values[i] = change[j];
      }
    };
    if (count <= kFewRows) {
      take(0, count);
      return add_in_registers(rows, values, count, begin, end, sums);
    }
    int64_t r = 0;
    for (; r + kMany <= count; r += kMany) {
      take(r, kMany);
      add_few<kMany>(rows, values, begin, end, sums);
    }
    for (; r < count; ++r) {
      take(r, 1);
      add_few<1>(rows, values, begin, end, sums);
    }
  });
}

// sums[batch, targets] += change[batch, sources] @ weights[sources, targets], each pattern in the
// way that suits it
inline void add_field(xla::ffi::ThreadPool* pool, const float* change, int64_t batch,
                      int64_t sources, const float* weights, int64_t targets, float* sums) {
  Signs signs;
  signs.sources = sources;
  signs.targets = targets;
  std::vector<char> apart(batch);
  for (int64_t b = 0; b < batch; ++b) {
    apart[b] = all_signs(change + b * sources, sources);
    if (!apart[b]) continue;
    signs.changes.push_back(change + b * sources);
    signs.sums.push_back(sums + b * targets);
  }
  add_signs(pool, signs, weights);
  if (signs.patterns() == batch) return;
  if (batch == 1) return add_alone(pool, change, sources, weights, targets, sums);
  add_product(pool, Changes(change, batch, sources, nullptr, apart.data()), weights, targets, sums);
}

}  // namespace basinet
