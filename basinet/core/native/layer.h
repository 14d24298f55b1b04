// A layer of neurons that do not hear of one another: what it answers, and its learning step along
// an error that is fed back. Nothing is visited twice that could be visited once.
//
// Neurons are cut into blocks of a fixed size, one block a piece of work, and what the blocks send
// to the readout is added in their order: the result does not depend on the number of threads.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "parallel.h"
#include "vector.h"

namespace basinet {

typedef int32_t Integers __attribute__((vector_size(4 * kLanes)));

constexpr int64_t kNeurons = 128;                     // of a block
constexpr int64_t kPair = 2 * kLanes;                 // neurons whose sums are in registers together
constexpr int kSide = kLanes == 16 ? 8 : 4;           // patterns, or sources, beside them
constexpr int64_t kWorthLayer = 400000;               // products from which threads are called

struct Sizes {
  int64_t batch, features, neurons, classes;

  int64_t blocks() const { return (neurons + kNeurons - 1) / kNeurons; }
  bool worth_sharing() const { return batch * (features + classes) * neurons > kWorthLayer; }
};

// How a field becomes a count of phases: height * clip(floor(scale h + offset), 0, most) + base.
struct Steps {
  float scale, offset, most, height, base;

  Vector count(Vector field) const {
    const Vector zero = {};
    Vector up = scale * field + offset;
    up = up > zero ? up : zero;
    up = up < most - zero ? up : most - zero;
    return height * __builtin_convertvector(__builtin_convertvector(up, Integers), Vector) + base;
  }
};

// rows[count, size] in strips of kSide rows, [strip, column, row of the strip], filled up with
// zeros; `apart` is the distance of two rows and `step` that of two columns.
inline void pack(const float* rows, int64_t count, int64_t size, int64_t apart, int64_t step,
                 float* to) {
  for (int64_t first = 0; first < count; first += kSide)
    for (int64_t j = 0; j < size; ++j, to += kSide)
      for (int64_t r = 0; r < kSide; ++r)
        to[r] = first + r < count ? rows[(first + r) * apart + j * step] : 0.0f;
}

inline int64_t packed_size(int64_t count, int64_t size) {
  return (count + kSide - 1) / kSide * kSide * size;
}

// The neurons of a pattern that are near their threshold, and those that receive nothing.
struct Window {
  float low, high;

  Integers near(Vector field) const {
    const Vector zero = {};
    return (field > low - zero) & (field < high - zero);
  }
};
struct Marks {
  int64_t near = 0, silent = 0;
};

// What is found of the patterns in a block of neurons.
struct Found {
  float *fields, *counts;
  Marks* marks;
};

// The fields of kSide patterns on kVectors vectors of neurons, the last perhaps of fewer, and what
// is counted of them. `x` is [feature, pattern].
template <int kVectors, bool kWhole>
inline void answer_tile(const float* x, int64_t features, const float* weights, int64_t neurons,
                        const float* thresholds, int64_t width, const Steps& steps,
                        const Window& window, int64_t patterns, const Found& found) {
  Vector sum[kSide][kVectors];
  for (int p = 0; p < kSide; ++p)
    for (int v = 0; v < kVectors; ++v) sum[p][v] = Vector{};
  for (int64_t j = 0; j < features; ++j, x += kSide, weights += neurons) {
    __builtin_prefetch(weights + 8 * neurons);
    if (kVectors > 1) __builtin_prefetch(weights + 8 * neurons + kLanes);
    for (int v = 0; v < kVectors; ++v) {
      const Vector w = load_some<kWhole>(weights + v * kLanes, width);
      for (int p = 0; p < kSide; ++p) sum[p][v] += x[p] * w;
    }
  }
  for (int64_t p = 0; p < patterns; ++p) {
    Integers near = {}, silent = {};  // -1 in every lane where it holds
    for (int v = 0; v < kVectors; ++v) {
      const int64_t at = p * neurons + v * kLanes;
      const Vector field = sum[p][v] + load_some<kWhole>(thresholds + v * kLanes, width);
      store_some<kWhole>(found.fields + at, field, width);
      store_some<kWhole>(found.counts + at, steps.count(field), width);
      near += window.near(field);
      silent += field == Vector{};
    }
    for (int64_t i = 0; i < (kWhole ? kLanes : width); ++i) {
      found.marks[p].near -= near[i];
      found.marks[p].silent -= silent[i];
    }
  }
}

// read[batch, classes] += counts[batch, some neurons] @ readout[some neurons, classes]
inline void add_read(const Sizes& sizes, const float* counts, const float* readout, int64_t some,
                     float* read) {
  for (int64_t c = 0; c < sizes.classes; c += kLanes) {
    const int64_t width = std::min(kLanes, sizes.classes - c);
    for (int64_t b = 0; b < sizes.batch; b += kSide) {
      const int64_t patterns = std::min<int64_t>(kSide, sizes.batch - b);
      Vector sum[kSide] = {};
      const float* from[kSide];  // a pattern that does not exist is the last one
      for (int p = 0; p < kSide; ++p)
        from[p] = counts + std::min(b + p, sizes.batch - 1) * sizes.neurons;
      for (int64_t i = 0; i < some; ++i) {
        const Vector row = load_part(readout + i * sizes.classes + c, width);
        for (int p = 0; p < kSide; ++p) sum[p] += from[p][i] * row;
      }
      for (int64_t p = 0; p < patterns; ++p) {
        float* to = read + (b + p) * sizes.classes + c;
        store_part(to, load_part(to, width) + sum[p], width);
      }
    }
  }
}

// What the blocks of neurons find of the patterns, until it is added up in their order.
struct Parts {
  const Sizes& sizes;
  float* read;   // [block, pattern, class]
  Marks* marks;  // [block, pattern]

  static Parts cleared(const Sizes& sizes) {
    static thread_local std::vector<float> held;
    static thread_local std::vector<Marks> marks_held;
    const int64_t answers = sizes.batch * sizes.classes;
    float* read = room(held, sizes.blocks() * answers);
    std::fill(read, read + sizes.blocks() * answers, 0.0f);
    Marks* marks = room(marks_held, sizes.blocks() * sizes.batch);
    std::fill(marks, marks + sizes.blocks() * sizes.batch, Marks{});
    return {sizes, read, marks};
  }

  Marks* marks_of(int64_t block) const { return marks + block * sizes.batch; }
  float* read_of(int64_t block) const { return read + block * sizes.batch * sizes.classes; }

  // read [batch, classes], marks [batch, 2]
  void add_up(float* all_read, int32_t* all_marks) const {
    const int64_t answers = sizes.batch * sizes.classes;
    std::fill(all_read, all_read + answers, 0.0f);
    for (int64_t block = 0; block < sizes.blocks(); ++block)
      for (int64_t k = 0; k < answers; ++k) all_read[k] += read[block * answers + k];
    std::fill(all_marks, all_marks + 2 * sizes.batch, 0);
    for (int64_t k = 0; k < sizes.blocks() * sizes.batch; ++k) {
      all_marks[2 * (k % sizes.batch)] += marks[k].near;
      all_marks[2 * (k % sizes.batch) + 1] += marks[k].silent;
    }
  }
};

// x [batch, features] -> fields and counts [batch, neurons], read [batch, classes], marks [batch, 2]:
// how many neurons are near their threshold, and how many receive nothing
inline void answer(xla::ffi::ThreadPool* pool, const Sizes& sizes, const float* x,
                   const float* weights, const float* thresholds, const float* readout,
                   const Steps& steps, const Window& window, float* fields, float* counts,
                   float* read, int32_t* marks) {
  static thread_local std::vector<float> held;
  float* packed = room(held, packed_size(sizes.batch, sizes.features));
  pack(x, sizes.batch, sizes.features, sizes.features, 1, packed);
  const Parts parts = Parts::cleared(sizes);
  in_pieces(pool, sizes.blocks(), sizes.worth_sharing(), [&](int64_t block) {
    const int64_t begin = block * kNeurons, end = std::min(begin + kNeurons, sizes.neurons);
    for (int64_t i = begin; i < end;) {
      const int64_t left = end - i, width = left >= kPair ? kPair : std::min(left, kLanes);
      for (int64_t b = 0; b < sizes.batch; b += kSide) {
        const float* patterns = packed + b * sizes.features;
        const int64_t count = std::min<int64_t>(kSide, sizes.batch - b), at = b * sizes.neurons + i;
        const auto tile = [&](auto answer_some) {
          answer_some(patterns, sizes.features, weights + i, sizes.neurons, thresholds + i, width,
                      steps, window, count,
                      Found{fields + at, counts + at, parts.marks_of(block) + b});
        };
        if (width == kPair) tile(answer_tile<2, true>);
        else if (width == kLanes) tile(answer_tile<1, true>);
        else tile(answer_tile<1, false>);
      }
      i += width;
    }
    add_read(sizes, counts + begin, readout + begin * sizes.classes, end - begin,
             parts.read_of(block));
  });
  parts.add_up(read, marks);
}

// The same of fields [batch, neurons] that are there already.
inline void count(xla::ffi::ThreadPool* pool, const Sizes& sizes, const float* fields,
                  const float* readout, const Steps& steps, const Window& window, float* counts,
                  float* read, int32_t* marks) {
  const Parts parts = Parts::cleared(sizes);
  in_pieces(pool, sizes.blocks(), sizes.worth_sharing(), [&](int64_t block) {
    const int64_t begin = block * kNeurons, end = std::min(begin + kNeurons, sizes.neurons);
    for (int64_t b = 0; b < sizes.batch; ++b) {
      Integers near = {}, silent = {};
      for (int64_t i = begin; i < end; i += kLanes) {
        const int64_t at = b * sizes.neurons + i, width = std::min(kLanes, end - i);
        Integers exists = {};
        for (int64_t lane = 0; lane < width; ++lane) exists[lane] = -1;
        const Vector field = load_part(fields + at, width);
        store_part(counts + at, steps.count(field), width);
        near += window.near(field) & exists;
        silent += (field == Vector{}) & exists;
      }
      Marks& marked = parts.marks_of(block)[b];
      for (int64_t lane = 0; lane < kLanes; ++lane) {
        marked.near -= near[lane];
        marked.silent -= silent[lane];
      }
    }
    add_read(sizes, counts + begin, readout + begin * sizes.classes, end - begin,
             parts.read_of(block));
  });
  parts.add_up(read, marks);
}

// By how much weights change: w <- keep w + gain sum.
struct Change {
  float keep, gain;

  Vector of(Vector weights, Vector sum) const {
    return blend(keep - (Vector){}, weights, gain - (Vector){}, sum);
  }
};

// What a learning step is given: fields and counts [batch, neurons], errors [batch, classes].
struct Lesson {
  const float *fields, *counts, *errors;
  Window window;  // a neuron learns where its field is in it
  Change inputs, thresholds, feedback, readout;
};

// The push of the errors on a vector of neurons where they learn, [pattern, lane] and into
// `drives` [batch, neurons], and its sum; the feedback weights [classes, neurons] then take their own
// step.
template <bool kWhole>
inline Vector push_tile(const Sizes& sizes, const Lesson& lesson, int64_t i, int64_t width,
                        float* feedback, float* drive, int64_t apart, float* drives) {
  const Vector zero = {};
  Vector total = zero;
  for (int64_t b = 0; b < sizes.batch; ++b) {
    const float* error = lesson.errors + b * sizes.classes;
    Vector push = zero;
    for (int64_t c = 0; c < sizes.classes; ++c)
      push += error[c] * load_some<kWhole>(feedback + c * sizes.neurons + i, width);
    const Vector field = load_some<kWhole>(lesson.fields + b * sizes.neurons + i, width);
    push = (Vector)((Integers)push & lesson.window.near(field));
    store(drive + b * apart, push);
    store_some<kWhole>(drives + b * sizes.neurons + i, push, width);
    total += push;
  }
  for (int64_t c = 0; c < sizes.classes; ++c) {
    Vector sum = zero;
    for (int64_t b = 0; b < sizes.batch; ++b)
      sum += lesson.errors[b * sizes.classes + c] *
             load_some<kWhole>(lesson.counts + b * sizes.neurons + i, width);
    float* to = feedback + c * sizes.neurons + i;
    store_some<kWhole>(to, lesson.feedback.of(load_some<kWhole>(to, width), sum), width);
  }
  return total;
}

// The step of the readout synapses [neurons, classes] of some neurons.
inline void learn_readout(const Sizes& sizes, const Lesson& lesson, int64_t begin, int64_t end,
                          float* readout) {
  for (int64_t c = 0; c < sizes.classes; c += kLanes) {
    const int64_t width = std::min(kLanes, sizes.classes - c);
    for (int64_t i = begin; i < end; ++i) {
      Vector sum = {};
      for (int64_t b = 0; b < sizes.batch; ++b)
        sum += lesson.counts[b * sizes.neurons + i] *
               load_part(lesson.errors + b * sizes.classes + c, width);
      float* to = readout + i * sizes.classes + c;
      store_part(to, lesson.readout.of(load_part(to, width), sum), width);
    }
  }
}

// The step of kSide rows of input synapses, or of fewer, to kVectors vectors of neurons; `x` is
// [pattern, row].
template <int kVectors, bool kWhole>
inline void learn_inputs(const float* x, const float* drive, int64_t batch, int64_t rows,
                         int64_t neurons, int64_t width, const Change& change, float* weights) {
  Vector sum[kSide][kVectors];
  for (int r = 0; r < kSide; ++r)
    for (int v = 0; v < kVectors; ++v) sum[r][v] = Vector{};
  for (int64_t b = 0; b < batch; ++b, x += kSide, drive += kPair)
    for (int v = 0; v < kVectors; ++v) {
      const Vector push = load(drive + v * kLanes);
      for (int r = 0; r < kSide; ++r) sum[r][v] += x[r] * push;
    }
  for (int64_t r = 0; r < rows; ++r, weights += neurons)
    for (int v = 0; v < kVectors; ++v) {
      float* to = weights + v * kLanes;
      store_some<kWhole>(to, change.of(load_some<kWhole>(to, width), sum[r][v]), width);
    }
}

// One learning step in place: weights [features, neurons], thresholds [neurons], feedback [classes,
// neurons] and readout [neurons, classes]; and by how much each neuron was driven, [batch, neurons].
inline void learn_layer(xla::ffi::ThreadPool* pool, const Sizes& sizes, const float* x,
                        const Lesson& lesson, float* weights, float* thresholds, float* feedback,
                        float* readout, float* all_drives) {
  static thread_local std::vector<float> held;
  float* packed = room(held, packed_size(sizes.features, sizes.batch));
  pack(x, sizes.features, sizes.batch, 1, sizes.features, packed);
  in_pieces(pool, sizes.blocks(), sizes.worth_sharing(), [&](int64_t block) {
    static thread_local std::vector<float> drives;
    float* drive = room(drives, sizes.batch * kPair);
    const int64_t begin = block * kNeurons, end = std::min(begin + kNeurons, sizes.neurons);
    learn_readout(sizes, lesson, begin, end, readout);
    for (int64_t i = begin; i < end;) {
      const int64_t left = end - i, width = left >= kPair ? kPair : std::min(left, kLanes);
      for (int64_t v = 0; v < width; v += kLanes) {
        const int64_t part = std::min(kLanes, width - v);
        float* to = thresholds + i + v;
        if (part == kLanes) {
          const Vector sum = push_tile<true>(sizes, lesson, i + v, part, feedback, drive + v, kPair,
                                             all_drives);
          store(to, lesson.thresholds.of(load(to), sum));
        } else {
          const Vector sum = push_tile<false>(sizes, lesson, i + v, part, feedback, drive + v, kPair,
                                              all_drives);
          store_part(to, lesson.thresholds.of(load_part(to, part), sum), part);
        }
      }
      for (int64_t j = 0; j < sizes.features; j += kSide) {
        const int64_t rows = std::min<int64_t>(kSide, sizes.features - j);
        const auto strip = [&](auto learn_some) {
          learn_some(packed + j * sizes.batch, drive, sizes.batch, rows, sizes.neurons, width,
                     lesson.inputs, weights + j * sizes.neurons + i);
        };
        if (width == kPair) strip(learn_inputs<2, true>);
        else if (width == kLanes) strip(learn_inputs<1, true>);
        else strip(learn_inputs<1, false>);
      }
      i += width;
    }
  });
}

}  // namespace basinet
