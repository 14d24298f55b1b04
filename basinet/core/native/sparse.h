// Sparse couplings: fields from spins and the learning step, synapse by synapse.
//
// The synapses are numbered by target: those of target i are i K, ..., i K + K - 1. A second list
// holds their numbers by source. The result for a pattern depends neither on the other patterns
// nor on the number of threads: whether the synapses of the spins that changed are visited or all
// are summed is decided for each pattern alone.
#pragma once

#include <algorithm>
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

  int64_t count() const { return targets * fan_in; }
};

// Calls act(target, weight) for every synapse that leaves a source.
template <typename Act>
inline void leaving(const Synapses& synapses, int64_t source, const Act& act) {
  // A half is added so that no quotient of whole numbers below 2^31 is rounded to the wrong side.
  const double share = 1.0 / synapses.fan_in;
  for (int64_t e = synapses.starts[source]; e < synapses.starts[source + 1]; ++e) {
    const int32_t number = synapses.outgoing[e];
    act(static_cast<int32_t>((number + 0.5) * share), synapses.weights[number]);
  }
}

// The spins of a pattern that changed, and how many synapses leave them.
struct Flips {
  std::vector<int32_t> sources;
  int64_t synapses = 0;

  Flips(const float* change, int64_t size, const int32_t* starts) {
    for (int64_t j = 0; j < size; j += kLanes) {
      const int64_t width = std::min(kLanes, size - j);
      uint64_t words[kLanes / 2] = {};
      std::memcpy(words, change + j, width * sizeof(float));
      if (!(words[0] | words[1] | words[2] | words[3])) continue;
      for (int64_t i = j; i < j + width; ++i) {
        if (change[i] == 0) continue;
        sources.push_back(i);
        synapses += starts[i + 1] - starts[i];
      }
    }
  }
};

constexpr int64_t kVisit = 8;      // how many times more it costs to visit a synapse by the index
constexpr int64_t kTogetherT = 4;  // targets whose sums are in registers together
constexpr int64_t kShare = 64;     // targets of a piece

// Fields of a range of targets in `lanes` vectors of patterns, from spins [source, pattern].
template <int lanes>
inline void sum_all(const Synapses& synapses, const float* spins, int64_t begin, int64_t end,
                    const std::vector<float*>& fields) {
  constexpr int64_t width = lanes * kLanes;
  for (int64_t t = begin; t < end; t += kTogetherT) {
    const int32_t* from[kTogetherT];
    const float* weights[kTogetherT];
    for (int64_t i = 0; i < kTogetherT; ++i) {
      const int64_t at = std::min(t + i, end - 1) * synapses.fan_in;
      from[i] = synapses.sources + at;
      weights[i] = synapses.weights + at;
    }
    Vector sum[kTogetherT][lanes] = {};
    for (int64_t k = 0; k < synapses.fan_in; ++k)
      for (int64_t i = 0; i < kTogetherT; ++i) {
        const float* held = spins + from[i][k] * width;
        for (int v = 0; v < lanes; ++v) sum[i][v] += weights[i][k] * load(held + v * kLanes);
      }
    for (int64_t i = 0; i < std::min(kTogetherT, end - t); ++i) {
      float values[width];
      for (int v = 0; v < lanes; ++v) store(values + v * kLanes, sum[i][v]);
      for (size_t p = 0; p < fields.size(); ++p) fields[p][t + i] = values[p];
    }
  }
}

// Fields of some patterns, at most two vectors of them, as sums over all synapses.
inline void sum_group(xla::ffi::ThreadPool* pool, const Synapses& synapses,
                      const std::vector<const float*>& changes, const std::vector<float*>& fields) {
  const int64_t width = changes.size() > kLanes ? 2 * kLanes : kLanes;
  std::vector<float> spins(synapses.size * width, 0.0f);
  for (size_t p = 0; p < changes.size(); ++p)
    for (int64_t j = 0; j < synapses.size; ++j) spins[j * width + p] = changes[p][j];
  const bool worth_sharing = synapses.count() > 20000;
  in_pieces(pool, (synapses.targets + kShare - 1) / kShare, worth_sharing, [&](int64_t piece) {
    const int64_t begin = piece * kShare, end = std::min(begin + kShare, synapses.targets);
    if (width == kLanes)
      sum_all<1>(synapses, spins.data(), begin, end, fields);
    else
      sum_all<2>(synapses, spins.data(), begin, end, fields);
  });
}

// field[batch, targets] = the field of change[batch, sources]
inline void send(xla::ffi::ThreadPool* pool, const Synapses& synapses, const float* change,
                 int64_t batch, float* field) {
  std::vector<Flips> flips;
  flips.reserve(batch);
  std::vector<int64_t> few;
  std::vector<const float*> whole;
  std::vector<float*> to;
  int64_t visits = 0;
  for (int64_t b = 0; b < batch; ++b) {
    flips.emplace_back(change + b * synapses.size, synapses.size, synapses.starts);
    if (kVisit * flips[b].synapses < synapses.count()) {
      few.push_back(b);
      visits += flips[b].synapses;
    } else {
      whole.push_back(change + b * synapses.size);
      to.push_back(field + b * synapses.targets);
    }
  }
  for (size_t p = 0; p < whole.size(); p += 2 * kLanes) {
    const size_t end = std::min(p + 2 * kLanes, whole.size());
    sum_group(pool, synapses, {whole.begin() + p, whole.begin() + end},
              {to.begin() + p, to.begin() + end});
  }
  in_pieces(pool, few.size(), visits > 10000, [&](int64_t piece) {
    float* sums = field + few[piece] * synapses.targets;
    std::memset(sums, 0, synapses.targets * sizeof(float));
    for (const int32_t source : flips[few[piece]].sources) {
      const float value = change[few[piece] * synapses.size + source];
      leaving(synapses, source, [&](int32_t target, float w) { sums[target] += value * w; });
    }
  });
}

// weights <- keep weights + gain sum_batch post_i pre_j on every synapse, in place.
inline void learn_synapses(xla::ffi::ThreadPool* pool, const int32_t* sources, const float* post,
                           const float* pre, int64_t batch, int64_t size, int64_t targets,
                           int64_t fan_in, float keep, float gain, float* weights) {
  constexpr int64_t strip = 64;  // synapses whose sums are held together
  const Drives drives(post, batch, targets);
  const int64_t tiles = (targets + kLanes - 1) / kLanes, together = kShare / kLanes;
  const bool worth_sharing = targets * fan_in > 20000;
  const auto learn_target = [&](int64_t tile, int64_t lane) {
    const int64_t at = (tile * kLanes + lane) * fan_in;
    for (int64_t begin = at; begin < at + fan_in; begin += strip) {
      const int64_t width = std::min(strip, at + fan_in - begin);
      float sums[strip] = {};
      for (int32_t i = drives.first[tile]; i < drives.first[tile + 1]; ++i) {
        const float drive = drives.values[i * kLanes + lane];
        if (drive == 0) continue;
        const float* spins = pre + drives.patterns[i] * size;
        for (int64_t k = 0; k < width; ++k) sums[k] += drive * spins[sources[begin + k]];
      }
      float* to = weights + begin;
      for (int64_t k = 0; k < width; ++k) to[k] = to[k] * keep + gain * sums[k];
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
