// SPDX-License-Identifier: Apache-2.0
package io.portcullis.interceptor.internal;

import java.lang.reflect.Proxy;
import java.util.concurrent.CompletionStage;

/** A stage with which nothing can be done. */
final class DeafStage {
  private DeafStage() {}

  @SuppressWarnings("unchecked")
  static <T> CompletionStage<T> of() {
    return (CompletionStage<T>)
        Proxy.newProxyInstance(
            DeafStage.class.getClassLoader(),
            new Class<?>[] {CompletionStage.class},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
