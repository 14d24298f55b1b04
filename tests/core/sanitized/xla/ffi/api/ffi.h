// As much of XLA's interface to foreign functions as the kernels use, with arrays and threads of the
// driver: a sanitizer sees every access to them.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace xla::ffi {

// Threads that live until the pool is gone.
class Workers {
 public:
  explicit Workers(int64_t threads) {
    for (int64_t t = 0; t < threads; ++t) threads_.emplace_back([this] { work(); });
  }
  ~Workers() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      over_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  void add(std::function<void()> task) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      tasks_.push_back(std::move(task));
    }
    wake_.notify_one();
  }
  int64_t count() const { return threads_.size(); }

 private:
  void work() {
    while (true) {
      std::function<void()> task;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        wake_.wait(lock, [this] { return over_ || !tasks_.empty(); });
        if (tasks_.empty()) return;
        task = std::move(tasks_.front());
        tasks_.pop_front();
      }
      task();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
  std::vector<std::thread> threads_;
  bool over_ = false;
};

class ThreadPool {
 public:
  ThreadPool(Workers* workers) : workers_(workers) {}
  int64_t num_threads() const { return workers_->count(); }
  void Schedule(std::function<void()> task) { workers_->add(std::move(task)); }

 private:
  Workers* workers_;
};

enum DataType { F32, S32, U32, S8 };
template <DataType> struct TypeOf;
template <> struct TypeOf<F32> { using type = float; };
template <> struct TypeOf<S32> { using type = int32_t; };
template <> struct TypeOf<U32> { using type = uint32_t; };
template <> struct TypeOf<S8> { using type = int8_t; };

template <DataType kType>
struct Buffer {
  using Type = typename TypeOf<kType>::type;
  Type* data;
  std::vector<int64_t> shape;

  const std::vector<int64_t>& dimensions() const { return shape; }
  size_t element_count() const {
    size_t count = 1;
    for (const int64_t size : shape) count *= size;
    return count;
  }
  size_t size_bytes() const { return element_count() * sizeof(Type); }
  Type* typed_data() const { return data; }
  void* untyped_data() const { return data; }
};

template <typename Value>
struct Result {
  Value value;
  Value* operator->() { return &value; }
  Value& operator*() { return value; }
};
template <DataType kType>
using ResultBuffer = Result<Buffer<kType>>;

template <typename Value, auto& kName>
struct Attr {
  Value value;
  const Value& operator*() const { return value; }
};

enum class ErrorCode { kInvalidArgument };
struct Error {
  std::string message;
  Error() = default;
  Error(ErrorCode, std::string message) : message(std::move(message)) {}
  static Error Success() { return {}; }
  bool failure() const { return !message.empty(); }
};

template <typename Context>
struct CtxBinding;

}  // namespace xla::ffi

#define XLA_FFI_DEFINE_HANDLER_SYMBOL(name, function) static_assert(true)
