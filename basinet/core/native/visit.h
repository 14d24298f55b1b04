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

// Visits the neurons in the given order and updates spins and recurrent fields [batch, neurons].
//
// Inside a block every flip corrects the fields of the neurons of the block that come later; after
// it one sum of rows corrects all fields. Where nothing flips no weight is read.
inline void visit(xla::ffi::ThreadPool* pool, const float* external, const float* own,
                  const int32_t* order, const float* weights, int64_t batch, int64_t neurons,
                  float* spins, float* recurrent) {
  std::vector<float> fields(kTogether * batch), present(kTogether * batch);  // [neuron, pattern]
  std::vector<float> flip(batch), flips(batch * kTogether);
  for (int64_t start = 0; start < neurons; start += kTogether) {
    const int64_t size = std::min(kTogether, neurons - start);
    const int32_t* block = order + start;
    for (int64_t b = 0; b < batch; ++b)
      for (int64_t k = 0; k < size; ++k) {
        const int64_t at = b * neurons + block[k];
        fields[k * batch + b] = recurrent[at] + external[at];
        present[k * batch + b] = spins[at];
      }
    bool flipped = false;
    for (int64_t k = 0; k < size; ++k) {
      const float* field = fields.data() + k * batch;
      const float* spin = present.data() + k * batch;
      const float self = own[block[k]];
      int some = 0;
      for (int64_t b = 0; b < batch; ++b) {
        const float full = field[b] + self * spin[b];
        const float after = full > 0 ? 1.0f : full < 0 ? -1.0f : spin[b];
        flip[b] = after - spin[b];
        some |= flip[b] != 0;
      }
      for (int64_t b = 0; b < batch; ++b) flips[b * size + k] = flip[b];
      if (!some) continue;
      flipped = true;
      for (int64_t b = 0; b < batch; ++b)
        if (flip[b] != 0) spins[b * neurons + block[k]] += flip[b];
      const float* row = weights + block[k] * neurons;
      for (int64_t later = k + 1; later < size; ++later) {
        const float weight = row[block[later]];
        float* field = fields.data() + later * batch;
        for (int64_t b = 0; b < batch; ++b) field[b] += weight * flip[b];
      }
    }
    if (flipped)
      add_product(pool, Changes(flips.data(), batch, size, block), weights, neurons, recurrent);
  }
}

}  // namespace basinet
