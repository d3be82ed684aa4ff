package org.flinkvectorindex.index.ivf;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.flinkvectorindex.index.distance.Kernels;

/** The best kernels, whose distances in full precision are counted. */
final class CountingKernels {
  /** Distances that a call of each computes. */
  private static final Map<String, Integer> COUNTED =
      Map.of("dot", 1, "squaredL2", 1, "dot4", 4, "squaredL2x4", 4);

  final Kernels kernels =
      (Kernels)
          Proxy.newProxyInstance(
              Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, this::call);

  private long distances;

  long distances() {
    return distances;
  }

  private Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
    distances += COUNTED.getOrDefault(method.getName(), 0);
    try {
      return method.invoke(KernelChoice.best(), arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }
}
