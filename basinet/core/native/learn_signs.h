// The learning step where every presynaptic spin is 1 or -1: four patterns have sixteen signed sums
// of their drives, made once for some targets, and every synapse picks its own. A quarter of the
// additions of a product.
//
// The sums are made and added in the order of the patterns, whichever thread does it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "parallel.h"
#include "signs.h"
#include "vector.h"

namespace basinet {

constexpr int64_t kCodes = 16;        // signs of four patterns
constexpr int64_t kSources = 128;     // that share the sums of some targets
constexpr int kAlong = 4;             // vectors of targets of a piece of the work
constexpr int64_t kMostPatterns = 64;  // whose sums are worth being kept near
constexpr int64_t kFewestPatterns = 8;
constexpr double kWorthSigns = 0.35;   // of the drives, from which picking is faster
constexpr int64_t kRowsAhead = 8;     // between a prefetch and its use

// The signs of the spins of some sources in four patterns, [group of patterns, source]; a pattern
// that does not exist counts as 1.
inline void signs_of(const float* pre, int64_t batch, int64_t sources, uint8_t* codes) {
  std::fill(codes, codes + (batch + kFour - 1) / kFour * sources, 0);
  for (int64_t b = 0; b < batch; ++b, pre += sources) {
    uint8_t* to = codes + b / kFour * sources;
    const int place = b % kFour;
    for (int64_t j = 0; j < sources; ++j) {
      uint32_t bits;
      std::memcpy(&bits, pre + j, sizeof bits);
      to[j] |= (bits >> 31) << place;
    }
  }
}

// The signed sums of four drives, [code, lane of kVectors vectors].
template <int kVectors, bool kWhole>
inline void sum_signed(const float* const* drives, int64_t width, float* table) {
  for (int v = 0; v < kVectors; ++v) {
    Vector d[kFour];
    for (int p = 0; p < kFour; ++p)
      d[p] = drives[p] ? load_some<kWhole>(drives[p] + v * kLanes, width) : Vector{};
    const Vector first[4] = {d[0] + d[1], d[1] - d[0], d[0] - d[1], -d[0] - d[1]};
    const Vector second[4] = {d[2] + d[3], d[3] - d[2], d[2] - d[3], -d[2] - d[3]};
    for (int code = 0; code < kCodes; ++code)
      store(table + (code * kVectors + v) * kLanes, first[code & 3] + second[code >> 2]);
  }
}

// What a synapse of a source takes: the codes of its four patterns, one for each group.
template <int kVectors>
inline void add_signed(const float* table, const uint8_t* code, int64_t groups, int64_t sources,
                       Vector* sum) {
  for (int64_t g = 0; g < groups; ++g, code += sources, table += kCodes * kVectors * kLanes) {
    const float* from = table + *code * kVectors * kLanes;
    for (int v = 0; v < kVectors; ++v) sum[v] += load(from + v * kLanes);
  }
}

// A learning step: weights[sources, targets] <- keep weights + gain pre[batch, sources]^T
// post[batch, targets].
struct SignedStep {
  const float* post;
  const uint8_t* codes;
  int64_t batch, sources, targets;
  float keep, gain;
  float* weights;

  int64_t groups() const { return (batch + kFour - 1) / kFour; }

  // For some sources and kVectors whole vectors of targets from number c on, or less than one;
  // kGroups of patterns, 0 where their number is not known beforehand.
  template <int kVectors, bool kWhole, int kGroups>
  void learn_tile(int64_t begin, int64_t end, int64_t c, int64_t width, float* table) const {
    constexpr int64_t apart = kVectors * kLanes;
    const int64_t groups = kGroups ? kGroups : this->groups(), sources = this->sources,
                  targets = this->targets;
    for (int64_t g = 0; g < groups; ++g) {
      const float* drives[kFour];
      for (int64_t p = 0; p < kFour; ++p)
        drives[p] = g * kFour + p < batch ? post + (g * kFour + p) * targets + c : nullptr;
      sum_signed<kVectors, kWhole>(drives, width, table + g * kCodes * apart);
    }
    const Vector kept = keep - (Vector){}, step = gain - (Vector){};
    const uint8_t* code = codes + begin;
    float* to = weights + begin * targets + c;
    for (int64_t j = begin; j < end; ++j, ++code, to += targets) {
      for (int64_t line = 0; line < apart; line += 16)
        __builtin_prefetch(to + kRowsAhead * targets + line, 1);
      Vector sum[kVectors] = {};
      add_signed<kVectors>(table, code, groups, sources, sum);
      for (int v = 0; v < kVectors; ++v) {
        float* at = to + v * kLanes;
        store_some<kWhole>(at, blend(kept, load_some<kWhole>(at, width), step, sum[v]), width);
      }
    }
  }

  template <int kGroups>
  void learn_targets(int64_t begin, int64_t end, int64_t first_target, int64_t last_target) const {
    static thread_local std::vector<float> held;
    float* table = room(held, groups() * kCodes * kAlong * kLanes);
    int64_t c = first_target;
    for (; c + kAlong * kLanes <= last_target; c += kAlong * kLanes)
      learn_tile<kAlong, true, kGroups>(begin, end, c, kAlong * kLanes, table);
    for (; c + kLanes <= last_target; c += kLanes)
      learn_tile<1, true, kGroups>(begin, end, c, kLanes, table);
    if (c < last_target)
      learn_tile<1, false, kGroups>(begin, end, c, last_target - c, table);
  }

  void learn_rows(int64_t begin, int64_t end, int64_t first_target, int64_t last_target) const {
    if (groups() == 4) learn_targets<4>(begin, end, first_target, last_target);
    else learn_targets<0>(begin, end, first_target, last_target);
  }
};

// Whether the step is made faster so: spins that are signs, some patterns, not too many, and in them
// enough neurons that learn.
inline bool learns_by_signs(const float* post, const float* pre, int64_t batch, int64_t sources,
                            int64_t targets) {
  if (batch < kFewestPatterns || batch > kMostPatterns) return false;
  int64_t some = 0, all = 0;  // vectors of targets, of which some neuron learns
  for (int64_t b = 0; b < batch; ++b)
    for (int64_t c = 0; c < targets; c += kLanes, ++all) {
      const float* from = post + b * targets + c;
      some += any(c + kLanes <= targets ? load(from) : load_part(from, targets - c));
    }
  return some > kWorthSigns * all && all_signs(pre, batch * sources);
}

}  // namespace basinet
