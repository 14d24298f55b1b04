// Which sources changed, and in how many patterns.
#pragma once

#include <cstdint>
#include <vector>

namespace basinet {

// Which columns of change [batch, count] are not zero, and in how many patterns.
struct Changes {
  const float* change;
  int64_t batch, count;
  const int32_t* names;          // the source that each column stands for; its number without
  const char* apart;             // patterns that are served elsewhere, as if nothing changed in them
  int64_t entries = 0;           // that are not zero
  std::vector<int32_t> times;    // of each column, in how many patterns it changed
  std::vector<int32_t> columns;  // that changed in some pattern

  Changes(const float* change, int64_t batch, int64_t count, const int32_t* names = nullptr,
          const char* apart = nullptr)
      : change(change), batch(batch), count(count), names(names), apart(apart), times(count) {
    for (int64_t b = 0; b < batch; ++b) {
      if (is_apart(b)) continue;
      for (int64_t j = 0; j < count; ++j) times[j] += change[b * count + j] != 0;
    }
    for (int64_t j = 0; j < count; ++j) {
      entries += times[j];
      if (times[j]) columns.push_back(j);
    }
  }

  bool is_apart(int64_t pattern) const { return apart && apart[pattern]; }
  int64_t rows() const { return columns.size(); }
  int64_t source(int64_t row) const { return names ? names[columns[row]] : columns[row]; }
};

}  // namespace basinet
