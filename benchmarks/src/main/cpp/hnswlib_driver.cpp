// hnswlib, single-threaded, as the peer that the project's index is measured beside.
//
//   hnswlib_driver BASE QUERIES dot|l2 M EF_CONSTRUCTION K
//
// BASE and QUERIES: two little-endian int32, rows and columns, then rows of float32. Under dot the rows are compared as
// they are; cosine is dot over rows of length one.
//
// Inserts all rows in order, then prints one line. Then each line on stdin is an ef: one pass over all queries, one line.
// Lines are JSON objects; "rows" has K row numbers a query, nearest first, -1 where fewer were found.

#include <hnswlib/hnswlib.h>
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

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

/** What the distances are computed with on this machine: dimensions below 16 or odd ones use part of it. */
const char* kernels() {
#if defined(USE_AVX512)
  if (AVX512Capable()) return "avx512";
#endif
#if defined(USE_AVX)
  if (AVXCapable()) return "avx";
#endif
#if defined(USE_SSE)
  return "sse";
#else
  return "scalar";
#endif
}

using Graph = hnswlib::HierarchicalNSW<float>;

void insert(Graph& graph, const Rows& base, Durations& durations, double before) {
  const double started = wall(), cpu = processor();
  double from = started;
  for (int32_t row = 0; row < base.count; row++) {
    graph.addPoint(base.row(row), row);
    const double now = wall();
    durations.add(now - from);
    from = now;
  }
  const double seconds = wall() - started, cpuSeconds = processor() - cpu;
  std::printf(
      "{\"kernels\":\"%s\",\"seconds\":%.6f,\"cpu_seconds\":%.6f,\"p99_us\":%.3f,\"max_us\":%.3f,\"bytes\":%.0f}\n",
      kernels(), seconds, cpuSeconds, durations.micros(0.99), durations.micros(1),
      allocated() - before);
  std::fflush(stdout);
}

void search(Graph& graph, const Rows& queries, int k, int ef) {
  Durations durations(queries.count);
  std::vector<long> found(static_cast<size_t>(queries.count) * k, -1);
  graph.setEf(ef);
  const double started = wall(), cpu = processor();
  double from = started;
  for (int32_t query = 0; query < queries.count; query++) {
    auto nearest = graph.searchKnn(queries.row(query), k);
    // The farthest is on top.
    for (size_t at = static_cast<size_t>(query) * k + nearest.size(); !nearest.empty(); nearest.pop()) {
      found[--at] = static_cast<long>(nearest.top().second);
    }
    const double now = wall();
    durations.add(now - from);
    from = now;
  }
  const double seconds = wall() - started, cpuSeconds = processor() - cpu;
  std::printf("{\"seconds\":%.6f,\"cpu_seconds\":%.6f,\"p50_us\":%.3f,\"p99_us\":%.3f,\"rows\":[",
              seconds, cpuSeconds, durations.micros(0.5), durations.micros(0.99));
  for (size_t i = 0; i < found.size(); i++) std::printf(i == 0 ? "%ld" : ",%ld", found[i]);
  std::printf("]}\n");
  std::fflush(stdout);
}

void run(char** arguments) {
  const Rows base = read(arguments[1]);
  const Rows queries = read(arguments[2]);
  if (queries.dimension != base.dimension) throw std::runtime_error("queries have other dimensions");
  std::unique_ptr<hnswlib::SpaceInterface<float>> space;
  if (std::string(arguments[3]) == "dot") {
    space = std::make_unique<hnswlib::InnerProductSpace>(base.dimension);
  } else {
    space = std::make_unique<hnswlib::L2Space>(base.dimension);
  }
  Durations inserts(base.count);
  const double before = allocated();
  Graph graph(space.get(), base.count, std::stoi(arguments[4]), std::stoi(arguments[5]));
  insert(graph, base, inserts, before);
  for (std::string line; std::getline(std::cin, line);) {
    search(graph, queries, std::stoi(arguments[6]), std::stoi(line));
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 7) {
    std::fprintf(stderr, "hnswlib_driver BASE QUERIES dot|l2 M EF_CONSTRUCTION K\n");
    return 2;
  }
  try {
    run(arguments);
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "hnswlib_driver: %s\n", e.what());
    return 1;
  }
}
