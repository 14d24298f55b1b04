// Random numbers for many replicas at once, in whole numbers only: the same on every processor.
#pragma once

#include <cstdint>
#include <cstring>

#include "vector.h"

namespace basinet {

typedef int32_t Ints __attribute__((vector_size(4 * kLanes)));
typedef uint32_t Bits __attribute__((vector_size(4 * kLanes)));

// xoshiro128++ of Blackman and Vigna, one for each lane: 32 random bits a call.
struct Draws {
  Bits a, b, c, d;

  Bits next() {
    const Bits sum = a + d, result = (sum << 7 | sum >> 25) + a, shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = d << 11 | d >> 21;
    return result;
  }
};

// -log2(u) of a number u in (0, 1] that has these bits, in units of 2^-23: exponentially distributed.
//
// The exponent and the fraction f of u as a float are log2 but for a rest f (1 - f) q(f); q is a
// polynomial in fixed point. The error is below 2^-18, so that a probability exp(-x) is right to 4
// parts in a million of itself.
inline Ints exponential(Bits bits) {
  const Vector u = __builtin_convertvector((Ints)(bits >> 1 | 1), Vector);
  Ints log;
  std::memcpy(&log, &u, sizeof log);
  const Ints f = log >> 8 & 0x7fff;
  Ints q = 6213 - (f * 1657 >> 15);
  q = 11870 - (f * q >> 15);
  q = 18047 - (f * q >> 15);
  q = 29001 - (f * q >> 15);
  const Ints bend = f * (32768 - f) >> 13;
  return (158 << 23) - log - (bend * q >> 10);
}

}  // namespace basinet
