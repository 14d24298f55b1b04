// As many floats at once as a register holds, and room for many that a thread keeps from call to
// call.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#ifdef __SSE__
#include <immintrin.h>
#endif

namespace basinet {

#ifdef __AVX512F__
constexpr int64_t kLanes = 16;
#else
constexpr int64_t kLanes = 8;
#endif
typedef float Vector __attribute__((vector_size(4 * kLanes)));
typedef Vector Loose __attribute__((aligned(4), may_alias));  // anywhere in memory

inline Vector load(const float* at) { return *reinterpret_cast<const Loose*>(at); }
inline void store(float* at, Vector value) { *reinterpret_cast<Loose*>(at) = value; }

// The same for the last targets, fewer than a vector holds; the other lanes are zero.
#ifdef __AVX512F__
inline __mmask16 first_lanes(int64_t count) { return (1u << count) - 1; }
inline Vector load_part(const float* at, int64_t count) {
  return (Vector)_mm512_maskz_loadu_ps(first_lanes(count), at);
}
inline void store_part(float* at, Vector value, int64_t count) {
  _mm512_mask_storeu_ps(at, first_lanes(count), (__m512)value);
}
#else
inline Vector load_part(const float* at, int64_t count) {
#ifdef __AVX__
  static const int32_t lanes[2 * kLanes] = {-1, -1, -1, -1, -1, -1, -1, -1};
  __m256i mask;
  std::memcpy(&mask, lanes + kLanes - count, sizeof mask);
  return (Vector)_mm256_maskload_ps(at, mask);
#else
  Vector value = {};
  std::memcpy(&value, at, count * sizeof(float));
  return value;
#endif
}
template <int kCount>
inline void store_first(float* at, Vector value) {
  std::memcpy(at, &value, kCount * sizeof(float));
}
inline void store_part(float* at, Vector value, int64_t count) {
  switch (count) {  // a copy of a size known beforehand is a move or two
    case 1: return store_first<1>(at, value);
    case 2: return store_first<2>(at, value);
    case 3: return store_first<3>(at, value);
    case 4: return store_first<4>(at, value);
    case 5: return store_first<5>(at, value);
    case 6: return store_first<6>(at, value);
    case 7: return store_first<7>(at, value);
    default: return store(at, value);
  }
}
#endif

// Either of them, where it is known beforehand which.
template <bool kWhole>
inline Vector load_some(const float* at, int64_t count) {
  return kWhole ? load(at) : load_part(at, count);
}
template <bool kWhole>
inline void store_some(float* at, Vector value, int64_t count) {
  return kWhole ? store(at, value) : store_part(at, value, count);
}

// keep a + gain b, of which compilers would fuse one product or the other: here always the first.
inline Vector blend(Vector keep, Vector a, Vector gain, Vector b) {
#if defined(__AVX512F__)
  return (Vector)_mm512_fmadd_ps((__m512)keep, (__m512)a, (__m512)(gain * b));
#elif defined(__FMA__)
  return (Vector)_mm256_fmadd_ps((__m256)keep, (__m256)a, (__m256)(gain * b));
#else
  return keep * a + gain * b;
#endif
}

// a b + sum of single numbers, rounded once where the processor can: not every compiler fuses loops.
inline float fused(float a, float b, float sum) {
#ifdef __FMA__
  return __builtin_fmaf(a, b, sum);
#else
  return a * b + sum;
#endif
}
inline float blend(float keep, float a, float gain, float b) {
  return fused(keep, a, gain * b);
}

// Whether some lanes are not zero (a negative zero is, what is not a number is not).
inline bool any(Vector value) {
#if defined(__AVX512F__)
  return _mm512_test_epi32_mask((__m512i)value, _mm512_set1_epi32(0x7fffffff));
#elif defined(__AVX__)
  return !_mm256_testz_si256((__m256i)value, _mm256_set1_epi32(0x7fffffff));
#else
  uint64_t words[kLanes / 2];
  std::memcpy(words, &value, sizeof words);
  return (words[0] | words[1] | words[2] | words[3]) & 0x7fffffff7fffffff;
#endif
}

// Calls act(i) for every number that is not zero, quickly where few are.
template <typename Act>
inline void each_change(const float* values, int64_t count, const Act& act) {
  for (int64_t j = 0; j < count; j += kLanes) {
    const int64_t end = j + kLanes < count ? j + kLanes : count;
    if (!any(end - j == kLanes ? load(values + j) : load_part(values + j, end - j))) continue;
    for (int64_t i = j; i < end; ++i)
      if (values[i] != 0) act(i);
  }
}

// Memory for at least so many floats, of any values: what is given back to the system after every
// call costs more to take again than most of what is done in it.
template <typename Value>
inline Value* room(std::vector<Value>& held, int64_t count) {
  if (static_cast<int64_t>(held.size()) < count) held.resize(count);
  return held.data();
}

}  // namespace basinet
