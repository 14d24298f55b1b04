// Work in equal pieces on the threads that XLA already has; no thread is ever made here.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>

#include "xla/ffi/api/ffi.h"

namespace basinet {

// The threads of a pool; without one the caller is alone.
inline int64_t threads_of(const xla::ffi::ThreadPool* pool) {
  return pool ? std::max<int64_t>(1, pool->num_threads()) : 1;
}

// Calls work(piece) for every piece from 0 to pieces - 1 and returns when all are done.
//
// The caller takes pieces like any helper, so that a busy or missing pool delays nothing, and a
// helper that comes too late finds no piece left and touches nothing. Which thread does a piece
// must not matter to its result.
template <typename Work>
void in_pieces(xla::ffi::ThreadPool* pool, int64_t pieces, bool worth_sharing, const Work& work) {
  const int64_t helpers = worth_sharing ? std::min(threads_of(pool), pieces) - 1 : 0;
  if (helpers <= 0) {
    for (int64_t piece = 0; piece < pieces; ++piece) work(piece);
    return;
  }
  struct Counts {
    std::atomic<int64_t> taken{0}, done{0};
  };
  auto counts = std::make_shared<Counts>();
  const Work* task = &work;  // alive until all pieces are done, and not touched after
  auto take = [counts, task, pieces] {
    for (int64_t piece; (piece = counts->taken.fetch_add(1)) < pieces;) {
      (*task)(piece);
      counts->done.fetch_add(1, std::memory_order_release);
    }
  };
  for (int64_t helper = 0; helper < helpers; ++helper) pool->Schedule(decltype(take)(take));
  take();
  while (counts->done.load(std::memory_order_acquire) < pieces) std::this_thread::yield();
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
