// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.evaluation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** Stages as others may make them. */
final class OddStages {
  private OddStages() {}

  /** Every method but {@code whenComplete} throws. */
  @SuppressWarnings("unchecked")
  static <T> CompletionStage<T> bare(CompletionStage<T> stage) {
    return (CompletionStage<T>)
        Proxy.newProxyInstance(
            OddStages.class.getClassLoader(),
            new Class<?>[] {CompletionStage.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("whenComplete")) {
                throw new UnsupportedOperationException(method.getName());
              }
              try {
                return method.invoke(stage, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** Nothing can be done with it at all. */
  @SuppressWarnings("unchecked")
  static <T> CompletionStage<T> deaf() {
    return (CompletionStage<T>)
        Proxy.newProxyInstance(
            OddStages.class.getClassLoader(),
            new Class<?>[] {CompletionStage.class},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            });
  }

  /** Tells its listener two things, one after the other. */
  @SuppressWarnings("unchecked")
  static <T> CompletionStage<T> twice(T first, T second) {
    return (CompletionStage<T>)
        Proxy.newProxyInstance(
            OddStages.class.getClassLoader(),
            new Class<?>[] {CompletionStage.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("whenComplete")) {
                ((BiConsumer<T, Throwable>) arguments[0]).accept(first, null);
                ((BiConsumer<T, Throwable>) arguments[0]).accept(second, null);
                return proxy;
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }

  /** Of the class that JDK methods give away: a future by type that throws when so used. */
  static <T> CompletionStage<T> minimal(T value) {
    return CompletableFuture.completedStage(value);
  }
}
