// Work in pieces on the threads that XLA already has; no thread is ever made here.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>

#include "job.h"
#include "xla/ffi/api/ffi.h"

namespace basinet {

// The threads of a pool; without one the caller is alone.
inline int64_t threads_of(const xla::ffi::ThreadPool* pool) {
  return pool ? std::max<int64_t>(1, pool->num_threads()) : 1;
}

// Targets cut into ranges of whole cache lines, as equal as they can be.
struct Ranges {
  static constexpr int64_t kLine = 16;  // floats
  int64_t targets, count;

  // At most so many, none of less than a few lines.
  static Ranges of(int64_t targets, int64_t most) {
    const int64_t count = targets / (4 * kLine);
    return {targets, std::max<int64_t>(1, std::min(count, most))};
  }

  int64_t begin(int64_t range) const {
    const int64_t lines = (targets + kLine - 1) / kLine;
    return std::min(targets, lines * range / count * kLine);
  }
  int64_t end(int64_t range) const { return begin(range + 1); }
};

// Calls work(piece) for every piece from 0 to pieces - 1 and returns when all are done. A busy or
// missing pool delays nothing. Which thread does a piece must not matter to its result.
template <typename Work>
void in_pieces(xla::ffi::ThreadPool* pool, int64_t pieces, bool worth_sharing, const Work& work) {
  const int64_t hands = worth_sharing ? std::min(threads_of(pool), pieces) : 1;
  if (hands <= 1) {
    for (int64_t piece = 0; piece < pieces; ++piece) work(piece);
    return;
  }
  const auto job = std::make_shared<Job>(work, pieces, hands);
  for (int64_t helper = 1 + Lobby::get().offer(job, hands - 1); helper < hands; ++helper)
    pool->Schedule([job] {
      int more = 100;  // jobs, after which other work of the pool has its turn
      for (auto present = job; present; present = more-- > 0 ? Lobby::get().next() : nullptr)
        present->help();
    });
  job->finish();
}

// Calls work(network, pool) for every network of a batch: each on a thread of its own where there
// are enough of them, since a small network cannot use several; else one after the other on all.
template <typename Work>
void in_networks(xla::ffi::ThreadPool* pool, int64_t networks, bool worth_sharing,
                 const Work& work) {
  const bool apart = networks >= threads_of(pool) && networks > 1;
  in_pieces(pool, networks, apart && worth_sharing,
            [&](int64_t network) { work(network, apart ? nullptr : pool); });
}

}  // namespace basinet
