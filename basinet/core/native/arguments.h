// What XLA gives to a kernel, and what is not believed of it. Arguments, results and attributes of a
// kernel are told by the types of its parameters.
#pragma once

#include <cstdint>
#include <cstring>
#include <initializer_list>

#include "xla/ffi/api/ffi.h"

namespace ffi = xla::ffi;
using Floats = ffi::Buffer<ffi::F32>;
using Numbers = ffi::Buffer<ffi::S32>;
using Result = ffi::ResultBuffer<ffi::F32>;
using Counts = ffi::ResultBuffer<ffi::S32>;

namespace {

constexpr char kWithoutSelf[] = "without_self";
constexpr char kNarrow[] = "narrow";
constexpr char kHeatBath[] = "heat_bath";

// The threads of the program that calls.
struct Threads {
  ffi::ThreadPool pool;
  Threads(ffi::ThreadPool pool) : pool(pool) {}
};

template <typename Values>
int64_t at_end(const Values& values, size_t from_last) {
  const auto shape = values.dimensions();
  return shape.size() < from_last ? 1 : shape[shape.size() - from_last];
}

// Of how many networks there are arrays, each with so many elements.
template <typename Values>
int64_t networks_of(const Values& values, int64_t elements) {
  return elements ? static_cast<int64_t>(values.element_count()) / elements : 0;
}

ffi::Error refused(const char* reason) {
  return ffi::Error(ffi::ErrorCode::kInvalidArgument, reason);
}

// An array and the number of elements that it must have.
struct Sized {
  template <typename Values>
  Sized(const Values& values, int64_t wanted)
      : right(static_cast<int64_t>(values.element_count()) == wanted) {}
  template <ffi::DataType kType>
  Sized(ffi::ResultBuffer<kType>& result, int64_t wanted) : Sized(*result, wanted) {}
  bool right;
};

// Whether arrays do not have the sizes that the others imply.
bool differ(std::initializer_list<Sized> arrays) {
  for (const Sized& array : arrays)
    if (!array.right) return true;
  return false;
}

constexpr char kSizes[] = "a native kernel was given arrays whose sizes do not go together";
constexpr char kNumbers[] = "a list of synapses or neighbours has a number that does not exist";

// Lets a result that is written in place begin with the argument; mostly it is there already.
void begin_with(const Floats& given, Result& result) {
  if (result->typed_data() != given.typed_data())
    std::memcpy(result->typed_data(), given.typed_data(), given.size_bytes());
}

// Makes all of a result zero, for what no source or synapse adds anything to.
template <typename Some>
void clear(Some& result) {
  if (result->element_count()) std::memset(result->untyped_data(), 0, result->size_bytes());
}

constexpr int64_t kWorth = 20000;  // synapses of all networks from which other threads are called

}  // namespace

template <>
struct ffi::CtxBinding<Threads> {
  using Ctx = ffi::ThreadPool;
};
