package org.flinkvectorindex.index.ivf;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.flinkvectorindex.index.distance.BlockKernels;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.flinkvectorindex.index.distance.Kernels;

/** The best kernels, whose comparisons are counted. */
final class CountingKernels {
  /** Distances that a call of each computes. */
  private static final Map<String, Integer> ROWS =
      Map.of("dot", 1, "squaredL2", 1, "dot4", 4, "squaredL2x4", 4);

  /** Of each, a whole block. */
  private static final Map<String, Integer> BLOCKS =
      Map.of(
          "dots", BlockKernels.LANES,
          "squaredL2s", BlockKernels.LANES,
          "bytes", BlockKernels.LANES,
          "nibbles", BlockKernels.LANES,
          "lookups", BlockKernels.LANES);

  final Kernels kernels =
      (Kernels)
          Proxy.newProxyInstance(
              Kernels.class.getClassLoader(),
              new Class<?>[] {Kernels.class},
              (proxy, method, arguments) ->
                  method.getName().equals("blocks") ? blocks() : row(method, arguments));

  private long distances;
  private long inBlocks;

  /** Of vectors in full precision. */
  long distances() {
    return distances;
  }

  /** These, and those with blocks: of centroids, and of codes. */
  long comparisons() {
    return distances + inBlocks;
  }

  private BlockKernels blocks() {
    return (BlockKernels)
        Proxy.newProxyInstance(
            BlockKernels.class.getClassLoader(),
            new Class<?>[] {BlockKernels.class},
            (proxy, method, arguments) -> {
              inBlocks += BLOCKS.getOrDefault(method.getName(), 0);
              return call(KernelChoice.best().blocks(), method, arguments);
            });
  }

  private Object row(Method method, Object[] arguments) throws Throwable {
    distances += ROWS.getOrDefault(method.getName(), 0);
    return call(KernelChoice.best(), method, arguments);
  }

  private static Object call(Object kernels, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(kernels, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }
}
