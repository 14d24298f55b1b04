// One update of every neuron in turn, each seeing the newest state of all others.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "product.h"

namespace basinet {

constexpr int64_t kTogether = 32;  // neurons after which the fields of all others follow

// The neurons from 0 to count - 1 in the order of their draws, equal draws by number.
inline std::vector<int32_t> order_of(const uint32_t* draws, int64_t count) {
  std::vector<uint64_t> marked(count), sorted(count);
  for (int64_t i = 0; i < count; ++i) marked[i] = uint64_t{draws[i]} << 32 | i;
  for (int shift = 32; shift < 64; shift += 8) {  // radix sort, stable in each pass
    int64_t places[257] = {};
    for (const uint64_t value : marked) ++places[(value >> shift & 255) + 1];
    for (int digit = 0; digit < 256; ++digit) places[digit + 1] += places[digit];
    for (const uint64_t value : marked) sorted[places[value >> shift & 255]++] = value;
    marked.swap(sorted);
  }
  std::vector<int32_t> order(count);
  for (int64_t i = 0; i < count; ++i) order[i] = static_cast<int32_t>(marked[i]);
  return order;
}

// Some neurons that are visited together, and what is known of them in every pattern.
struct Visits {
  const int32_t* block;  // their numbers, in the order of the visits
  int64_t size, batch, neurons;
  const float *external, *own, *weights;
  float *spins, *recurrent;        // [pattern, neuron], of all
  float *fields, *present, *flip;  // [neuron of the block, pattern]; flip: [pattern]
  float* flips;                    // [pattern, neuron of the block]

  // Visits the block in the patterns from begin to end and returns whether a neuron flipped. Every
  // flip corrects the fields of the neurons of the block that come later.
  bool visit(int64_t begin, int64_t end) const {
    for (int64_t b = begin; b < end; ++b)
      for (int64_t k = 0; k < size; ++k) {
        const int64_t at = b * neurons + block[k];
        fields[k * batch + b] = recurrent[at] + external[at];
        present[k * batch + b] = spins[at];
      }
    bool flipped = false;
    for (int64_t k = 0; k < size; ++k) {
      const float* field = fields + k * batch;
      const float* spin = present + k * batch;
      const float self = own[block[k]];
      int some = 0;
      for (int64_t b = begin; b < end; ++b) {
        const float full = field[b] + self * spin[b];
        const float after = full > 0 ? 1.0f : full < 0 ? -1.0f : spin[b];
        flip[b] = after - spin[b];
        some |= flip[b] != 0;
      }
      for (int64_t b = begin; b < end; ++b) flips[b * size + k] = flip[b];
      if (!some) continue;
      flipped = true;
      for (int64_t b = begin; b < end; ++b)
        if (flip[b] != 0) spins[b * neurons + block[k]] += flip[b];
      const float* row = weights + block[k] * neurons;
      for (int64_t later = k + 1; later < size; ++later) {
        const float weight = row[block[later]];
        float* corrected = fields + later * batch;
        for (int64_t b = begin; b < end; ++b) corrected[b] += weight * flip[b];
      }
    }
    return flipped;
  }
};

// Visits the neurons in the given order and updates spins and recurrent fields [batch, neurons].
//
// The patterns of a block are shared among the threads; after it one sum of rows corrects all
// fields. Where nothing flips no weight is read.
inline void visit(xla::ffi::ThreadPool* pool, const float* external, const float* own,
                  const int32_t* order, const float* weights, int64_t batch, int64_t neurons,
                  float* spins, float* recurrent) {
  constexpr int64_t group = 32;  // patterns of a piece
  const int64_t pieces = (batch + group - 1) / group;
  std::vector<float> fields(kTogether * batch), present(kTogether * batch);
  std::vector<float> flip(batch), flips(batch * kTogether);
  std::vector<char> flipped(pieces);
  for (int64_t start = 0; start < neurons; start += kTogether) {
    const int64_t size = std::min(kTogether, neurons - start);
    const Visits visits = {order + start, size, batch, neurons, external, own, weights, spins,
                           recurrent, fields.data(), present.data(), flip.data(), flips.data()};
    in_pieces(pool, pieces, pieces > 1, [&](int64_t piece) {
      flipped[piece] = visits.visit(piece * group, std::min((piece + 1) * group, batch));
    });
    if (std::none_of(flipped.begin(), flipped.end(), [](char some) { return some; })) continue;
    add_product(pool, Changes(flips.data(), batch, size, order + start), weights, neurons,
                recurrent);
  }
}

}  // namespace basinet
