// Eight floats at once, and room for many that a thread keeps from call to call.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

namespace basinet {

typedef float Vector __attribute__((vector_size(32)));
typedef float Loose __attribute__((vector_size(32), aligned(4), may_alias));  // anywhere in memory
constexpr int64_t kLanes = 8;

inline Vector load(const float* at) { return *reinterpret_cast<const Loose*>(at); }
inline void store(float* at, Vector value) { *reinterpret_cast<Loose*>(at) = value; }

// The same for the last targets, fewer than a vector holds.
inline Vector load_part(const float* at, int64_t count) {
  Vector value = {};
  std::memcpy(&value, at, count * sizeof(float));
  return value;
}
inline void store_part(float* at, Vector value, int64_t count) {
  std::memcpy(at, &value, count * sizeof(float));
}

// Whether some of so many floats, at most a vector of them, are not zero (a negative zero is not).
inline bool any(const float* at, int64_t count) {
  uint64_t words[kLanes / 2] = {};
  if (count == kLanes)  // of a size known beforehand, a copy is a load
    std::memcpy(words, at, sizeof words);
  else
    std::memcpy(words, at, count * sizeof(float));
  return (words[0] | words[1] | words[2] | words[3]) & 0x7fffffff7fffffff;
}

// Memory for at least so many floats, of any values: what is given back to the system after every
// call costs more to take again than most of what is done in it.
template <typename Value>
inline Value* room(std::vector<Value>& held, int64_t count) {
  if (static_cast<int64_t>(held.size()) < count) held.resize(count);
  return held.data();
}

}  // namespace basinet
