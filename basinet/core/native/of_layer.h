// What XLA calls for a layer of neurons with a readout.
#pragma once

#include "arguments.h"
#include "layer.h"
#include "parallel.h"

namespace {

// x [..., batch, features]; weights [..., features, neurons]; thresholds [..., neurons]; readout
// [..., neurons, classes]; steps [..., 7]: as in layer.h, then the window in which a neuron learns ->
// fields, counts [..., batch, neurons]; read [..., batch, classes]; marks [..., batch, 2]
ffi::Error answer(Threads threads, Floats x, Floats weights, Floats thresholds, Floats readout,
                  Floats steps, Result fields, Result counts, Result read, Counts marks) {
  const basinet::Sizes sizes = {at_end(x, 2), at_end(x, 1), at_end(weights, 1), at_end(readout, 1)};
  if (!x.element_count() || !read->element_count()) return ffi::Error::Success();
  const int64_t networks = networks_of(x, sizes.batch * sizes.features);
  const int64_t all = networks * sizes.batch * sizes.neurons;
  if (differ({{x, networks * sizes.batch * sizes.features},
              {weights, networks * sizes.features * sizes.neurons},
              {thresholds, networks * sizes.neurons},
              {readout, networks * sizes.neurons * sizes.classes},
              {steps, networks * 7}, {fields, all}, {counts, all},
              {read, networks * sizes.batch * sizes.classes},
              {marks, networks * sizes.batch * 2}}))
    return refused(kSizes);
  const auto one = [&](int64_t n, ffi::ThreadPool* pool) {
    const float* s = steps.typed_data() + 7 * n;
    const int64_t states = n * sizes.batch * sizes.neurons;
    basinet::answer(pool, sizes, x.typed_data() + n * sizes.batch * sizes.features,
                    weights.typed_data() + n * sizes.features * sizes.neurons,
                    thresholds.typed_data() + n * sizes.neurons,
                    readout.typed_data() + n * sizes.neurons * sizes.classes,
                    {s[0], s[1], s[2], s[3], s[4]}, {s[5], s[6]}, fields->typed_data() + states,
                    counts->typed_data() + states,
                    read->typed_data() + n * sizes.batch * sizes.classes,
                    marks->typed_data() + 2 * n * sizes.batch);
  };
  basinet::in_networks(&threads.pool, networks, weights.element_count() > kWorth, one);
  return ffi::Error::Success();
}

// The same of fields [..., batch, neurons].
ffi::Error count(Threads threads, Floats fields, Floats readout, Floats steps, Result counts,
                 Result read, Counts marks) {
  const basinet::Sizes sizes = {at_end(fields, 2), 0, at_end(fields, 1), at_end(readout, 1)};
  if (!fields.element_count() || !read->element_count()) return ffi::Error::Success();
  const int64_t states = sizes.batch * sizes.neurons, networks = networks_of(fields, states);
  if (differ({{fields, networks * states},
              {readout, networks * sizes.neurons * sizes.classes},
              {steps, networks * 7}, {counts, networks * states},
              {read, networks * sizes.batch * sizes.classes},
              {marks, networks * sizes.batch * 2}}))
    return refused(kSizes);
  const auto one = [&](int64_t n, ffi::ThreadPool* pool) {
    const float* s = steps.typed_data() + 7 * n;
    basinet::count(pool, sizes, fields.typed_data() + n * states,
                   readout.typed_data() + n * sizes.neurons * sizes.classes,
                   {s[0], s[1], s[2], s[3], s[4]}, {s[5], s[6]}, counts->typed_data() + n * states,
                   read->typed_data() + n * sizes.batch * sizes.classes,
                   marks->typed_data() + 2 * n * sizes.batch);
  };
  basinet::in_networks(&threads.pool, networks, readout.element_count() > kWorth, one);
  return ffi::Error::Success();
}

// weights, thresholds, feedback [..., classes, neurons] and readout in place; x, fields, counts and
// errors [..., batch, classes] as above; pace [...]; factors [..., 10]: the window in which a neuron
// learns, then loss and gain of weights, thresholds, feedback and readout:
// w <- (1 - pace loss) w + pace gain sum; and the drives [..., batch, neurons].
ffi::Error learn_layer(Threads threads, Floats weights, Floats thresholds, Floats feedback,
                       Floats readout, Floats x, Floats fields, Floats counts, Floats errors,
                       Floats factors, Floats pace, Result weights_after, Result thresholds_after,
                       Result feedback_after, Result readout_after, Result drives) {
  const basinet::Sizes sizes = {at_end(x, 2), at_end(x, 1), at_end(weights, 1), at_end(readout, 1)};
  const auto as_before = [](const Floats& given, Result& after) {
    return differ({{after, static_cast<int64_t>(given.element_count())}});
  };
  if (as_before(weights, weights_after) || as_before(thresholds, thresholds_after) ||
      as_before(feedback, feedback_after) || as_before(readout, readout_after))
    return refused(kSizes);
  begin_with(weights, weights_after);
  begin_with(thresholds, thresholds_after);
  begin_with(feedback, feedback_after);
  begin_with(readout, readout_after);
  if (!x.element_count() || !errors.element_count()) {
    clear(drives);
    return ffi::Error::Success();
  }
  const int64_t networks = networks_of(x, sizes.batch * sizes.features);
  const int64_t all = networks * sizes.batch * sizes.neurons;
  if (differ({{x, networks * sizes.batch * sizes.features},
              {weights, networks * sizes.features * sizes.neurons},
              {thresholds, networks * sizes.neurons},
              {feedback, networks * sizes.classes * sizes.neurons},
              {readout, networks * sizes.neurons * sizes.classes}, {fields, all},
              {counts, all}, {drives, all}, {errors, networks * sizes.batch * sizes.classes},
              {factors, networks * 10}, {pace, networks}}))
    return refused(kSizes);
  const auto one = [&](int64_t n, ffi::ThreadPool* pool) {
    const float* f = factors.typed_data() + 10 * n;
    const float now = pace.typed_data()[n];
    const auto change = [&](int kind) {
      return basinet::Change{1 - now * f[2 + 2 * kind], now * f[3 + 2 * kind]};
    };
    const int64_t states = n * sizes.batch * sizes.neurons;
    const basinet::Lesson lesson = {fields.typed_data() + states,
                                    counts.typed_data() + states,
                                    errors.typed_data() + n * sizes.batch * sizes.classes,
                                    {f[0], f[1]},
                                    change(0),
                                    change(1),
                                    change(2),
                                    change(3)};
    basinet::learn_layer(pool, sizes, x.typed_data() + n * sizes.batch * sizes.features, lesson,
                         weights_after->typed_data() + n * sizes.features * sizes.neurons,
                         thresholds_after->typed_data() + n * sizes.neurons,
                         feedback_after->typed_data() + n * sizes.classes * sizes.neurons,
                         readout_after->typed_data() + n * sizes.neurons * sizes.classes,
                         drives->typed_data() + states);
  };
  basinet::in_networks(&threads.pool, networks, weights.element_count() > kWorth, one);
  return ffi::Error::Success();
}

}  // namespace
