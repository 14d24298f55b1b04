// Work that waits for threads, and threads that wait for work.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace basinet {

// Pieces of work that several threads do together.
//
// Each thread begins with a share of its own, the caller with the first, and then takes from the
// others: where kernels cut the same weights alike, most of them stay in the cache of a core.
class Job {
 public:
  template <typename Work>
  Job(const Work& work, int64_t pieces, int64_t hands)
      : work_(&work),
        act_([](const void* work, int64_t piece) { (*static_cast<const Work*>(work))(piece); }),
        pieces_(pieces),
        shares_(hands) {
    for (int64_t hand = 0; hand < hands; ++hand) {
      shares_[hand].next = pieces * hand / hands;
      shares_[hand].end = pieces * (hand + 1) / hands;
    }
  }

  // Does what nobody else has begun. A thread that comes too late finds no piece left, and touches
  // nothing of the caller's.
  void help() { work_as(came_.fetch_add(1)); }

  // The same for the caller; returns when all pieces are done.
  void finish() {
    work_as(0);
    while (done_.load(std::memory_order_acquire) < pieces_) std::this_thread::yield();
  }

 private:
  struct Share {
    alignas(64) std::atomic<int64_t> next{0};
    int64_t end = 0;
  };

  void work_as(int64_t hand) {
    const int64_t hands = shares_.size();
    for (int64_t turn = 0; turn < hands; ++turn) {
      Share& share = shares_[(hand + turn) % hands];
      for (int64_t piece; (piece = share.next.fetch_add(1)) < share.end;) {
        act_(work_, piece);
        done_.fetch_add(1, std::memory_order_release);
      }
    }
  }

  const void* work_;  // alive until all pieces are done
  void (*act_)(const void*, int64_t);
  int64_t pieces_;
  std::vector<Share> shares_;
  alignas(64) std::atomic<int64_t> came_{1}, done_{0};
};

// Where helpers that have done their part wait a moment for the next job: to wake a thread takes
// as long as a product with a small matrix.
class Lobby {
 public:
  static Lobby& get() {
    static Lobby* lobby = new Lobby;  // never gone, as threads may be in it to the end
    return *lobby;
  }

  // Gives a job to those who wait, at most so many, and returns how many they are.
  int64_t offer(const std::shared_ptr<Job>& job, int64_t most) {
    if (!waiting_.load(std::memory_order_relaxed)) return 0;
    const std::lock_guard<std::mutex> lock(mutex_);
    if (wanted_) return 0;  // those of another job have not come yet
    const int64_t found = std::min<int64_t>(waiting_, most);
    if (!found) return 0;
    job_ = job;
    wanted_ = found;
    waiting_ -= found;
    ++offers_;
    return found;
  }

  // Returns the next job, or none after a moment, in which threads that have work are let through.
  std::shared_ptr<Job> next() {
    int64_t seen;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      ++waiting_;
      seen = offers_;
    }
    constexpr std::chrono::microseconds moment(30);
    const auto end = std::chrono::steady_clock::now() + moment;
    while (true) {
      for (int turn = 0; turn < 8 && offers_.load(std::memory_order_relaxed) == seen; ++turn)
        std::this_thread::yield();
      const bool over = std::chrono::steady_clock::now() >= end;
      if (!over && offers_.load(std::memory_order_relaxed) == seen) continue;
      const std::lock_guard<std::mutex> lock(mutex_);
      if (wanted_) return --wanted_ ? job_ : std::move(job_);
      seen = offers_;
      if (!over) continue;
      --waiting_;  // nobody is wanted who has not come: this thread is not counted on
      return nullptr;
    }
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<Job> job_;
  std::atomic<int64_t> waiting_{0};  // of those in next(), who are not wanted for a job
  std::atomic<int64_t> offers_{0};   // ever made
  int64_t wanted_ = 0;               // who still have to take the present job
};

}  // namespace basinet
