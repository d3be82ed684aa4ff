// What the drivers of other libraries share: files of rows, clocks, and the lines that they print. One thread, the same
// loops and clocks as the Java engines.
//
// BASE and QUERIES: two little-endian int32, rows and columns, then rows of float32. Lines on stdin are numbers, and each
// is answered by a line, a JSON object. The first numbers are rows, each the first that is left for later: rows are inserted
// in their order, and the line has what all inserts up to there have cost. Once all are in, a number is an effort: one pass
// over all queries; "rows" has K row numbers a query, nearest first, -1 where fewer were found.

#pragma once

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

struct Rows {
  int32_t count = 0;
  int32_t dimension = 0;
  std::vector<float> values;

  const float* row(size_t i) const { return values.data() + i * dimension; }
};

Rows read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  Rows rows;
  in.read(reinterpret_cast<char*>(&rows.count), 4);
  in.read(reinterpret_cast<char*>(&rows.dimension), 4);
  if (!in || rows.count < 1 || rows.dimension < 1) throw std::runtime_error(path + ": no rows");
  rows.values.resize(static_cast<size_t>(rows.count) * rows.dimension);
  in.read(reinterpret_cast<char*>(rows.values.data()), rows.values.size() * sizeof(float));
  if (!in) throw std::runtime_error(path + ": ends early");
  return rows;
}

double wall() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double processor() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

/** Bytes that are allocated: small blocks and those with pages of their own. */
double allocated() {
  const struct mallinfo2 now = mallinfo2();
  return static_cast<double>(now.uordblks + now.hblkhd);
}

/** Seconds of single operations. */
class Durations {
 public:
  explicit Durations(int32_t count) { seconds_.reserve(count); }

  void add(double seconds) { seconds_.push_back(seconds); }

  /** The smallest that at least this share does not exceed, in microseconds. */
  double micros(double share) {
    std::sort(seconds_.begin(), seconds_.end());
    const size_t at = static_cast<size_t>(std::ceil(share * seconds_.size()));
    return seconds_[at == 0 ? 0 : at - 1] * 1e6;
  }

 private:
  std::vector<double> seconds_;
};

/** Inserts row after row, as far as is asked for each time, and prints what all of it cost. */
template <typename Insert>
void insert_all(const Rows& base, const char* kernels, double before, Insert insert) {
  Durations durations(base.count);
  double seconds = 0, cpuSeconds = 0;
  int32_t row = 0;
  for (std::string until; row < base.count && std::getline(std::cin, until);) {
    const double started = wall(), cpu = processor();
    double from = started;
    for (const int32_t end = std::stoi(until); row < end; row++) {
      insert(row);
      const double now = wall();
      durations.add(now - from);
      from = now;
    }
    seconds += wall() - started;
    cpuSeconds += processor() - cpu;
    std::printf(
        "{\"kernels\":\"%s\",\"seconds\":%.6f,\"cpu_seconds\":%.6f,\"p99_us\":%.3f,\"max_us\":%.3f,\"bytes\":%.0f}\n",
        kernels, seconds, cpuSeconds, durations.micros(0.99), durations.micros(1),
        allocated() - before);
    std::fflush(stdout);
  }
}

/** One pass: search(query, found) writes K row numbers. */
template <typename Search>
void search_all(const Rows& queries, int k, Search search) {
  Durations durations(queries.count);
  std::vector<int64_t> found(static_cast<size_t>(queries.count) * k, -1);
  const double started = wall(), cpu = processor();
  double from = started;
  for (int32_t query = 0; query < queries.count; query++) {
    search(queries.row(query), found.data() + static_cast<size_t>(query) * k);
    const double now = wall();
    durations.add(now - from);
    from = now;
  }
  const double seconds = wall() - started, cpuSeconds = processor() - cpu;
  std::printf("{\"seconds\":%.6f,\"cpu_seconds\":%.6f,\"p50_us\":%.3f,\"p99_us\":%.3f,\"rows\":[",
              seconds, cpuSeconds, durations.micros(0.5), durations.micros(0.99));
  for (size_t i = 0; i < found.size(); i++) {
    std::printf(i == 0 ? "%lld" : ",%lld", static_cast<long long>(found[i]));
  }
  std::printf("]}\n");
  std::fflush(stdout);
}

/** Searches with each effort that comes. */
template <typename Search>
void efforts(Search search) {
  for (std::string line; std::getline(std::cin, line);) search(std::stoi(line));
}

/** The main of a driver. */
template <typename Run>
int run_driver(int count, char** arguments, int expected, const char* usage, Run run) {
  if (count != expected) {
    std::fprintf(stderr, "%s\n", usage);
    return 2;
  }
  try {
    run(arguments);
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s: %s\n", arguments[0], e.what());
    return 1;
  }
}
