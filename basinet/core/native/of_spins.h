// What XLA calls for thermal sweeps.
#pragma once

#include "anneal.h"
#include "arguments.h"
#include "sparse.h"

namespace {

// Whether rows begin one after the other, the first at 0 or later and the last within the entries.
bool is_index(const int32_t* starts, int64_t rows, int64_t entries) {
  int ordered = starts[0] >= 0 && starts[rows] <= entries;
  for (int64_t i = 0; i < rows; ++i) ordered &= starts[i] <= starts[i + 1];
  return ordered;
}

// Thermal sweeps over rows as in anneal.h. starts [n + 1], targets and weights [entries], bias [n];
// order [rows, visits], betas [sweeps]; spins and best [replicas, n], draws [replicas, 4],
// lowest [replicas] -> spins, draws, energy [replicas], best, lowest
template <ffi::DataType kType, typename Number>
ffi::Error anneal(Threads threads, Numbers starts, Numbers targets, ffi::Buffer<kType> weights,
                  ffi::Buffer<kType> bias, Numbers order, Floats betas, ffi::Buffer<ffi::S8> spins,
                  ffi::Buffer<ffi::U32> draws, ffi::Buffer<ffi::S8> best,
                  ffi::Buffer<kType> lowest, ffi::Attr<bool, kNarrow> narrow,
                  ffi::Attr<bool, kHeatBath> heat_bath, ffi::ResultBuffer<ffi::S8> spins_after,
                  ffi::ResultBuffer<ffi::U32> draws_after, ffi::ResultBuffer<kType> energy,
                  ffi::ResultBuffer<ffi::S8> best_after, ffi::ResultBuffer<kType> lowest_after) {
  const int64_t count = at_end(spins, 2), n = at_end(spins, 1);
  if (!spins.element_count()) return ffi::Error::Success();
  const int64_t entries = targets.element_count(), visits = order.element_count();
  if (differ({{spins, count * n}, {best, count * n}, {spins_after, count * n},
              {best_after, count * n}, {draws, 4 * count}, {draws_after, 4 * count},
              {lowest, count}, {lowest_after, count}, {energy, count}, {starts, n + 1},
              {weights, entries}, {bias, n}, {order, at_end(order, 1) * at_end(order, 2)},
              {betas, at_end(betas, 1)}}) ||
      (!at_end(order, 2) && betas.element_count()))
    return refused(kSizes);
  if (!basinet::exist(targets.typed_data(), entries, n) ||
      !basinet::exist(order.typed_data(), visits, n) ||
      !is_index(starts.typed_data(), n, entries))
    return refused(kNumbers);
  std::memmove(spins_after->typed_data(), spins.typed_data(), spins.size_bytes());
  std::memmove(best_after->typed_data(), best.typed_data(), best.size_bytes());
  std::memmove(draws_after->typed_data(), draws.typed_data(), draws.size_bytes());
  std::memmove(lowest_after->typed_data(), lowest.typed_data(), lowest.size_bytes());
  const basinet::Rows<Number> rows = {n, starts.typed_data(), targets.typed_data(),
                                      weights.typed_data(), bias.typed_data()};
  const basinet::Course course = {order.typed_data(), at_end(order, 1), at_end(order, 2),
                                  betas.typed_data(), at_end(betas, 1)};
  const basinet::Replicas<Number> replicas = {spins_after->typed_data(), draws_after->typed_data(),
                                              best_after->typed_data(), energy->typed_data(),
                                              lowest_after->typed_data()};
  const auto run = [&](auto field) {
    using Field = decltype(field);
    if (*heat_bath)
      basinet::anneal<Number, Field, true>(&threads.pool, rows, course, replicas, count);
    else
      basinet::anneal<Number, Field, false>(&threads.pool, rows, course, replicas, count);
  };
  if (*narrow && sizeof(Number) == 4 && !std::is_floating_point_v<Number>)
    run(int16_t{});
  else
    run(Number{});
  return ffi::Error::Success();
}

}  // namespace
