// SPDX-License-Identifier: Apache-2.0
package io.portcullis.status.internal;

import io.portcullis.status.internal.EngineObservation.Answer;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Looks services up anew for each inspection and holds none of them. Thread-safe. */
final class ServiceLookup {
  private final BundleContext context;

  ServiceLookup(BundleContext context) {
    this.context = context;
  }

  /** Returns the services of a type, the highest-ranked first. */
  <T> List<ServiceReference<T>> ranked(Class<T> type) {
    try {
      return context.getServiceReferences(type, null).stream()
          .sorted(Collections.reverseOrder())
          .toList();
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("no filter cannot be invalid", e);
    }
  }

  /** Asks one service; gives no value if it has left, and a failure if it throws or gives null. */
  <T, R> Answer<R> ask(ServiceReference<T> reference, Function<? super T, R> question) {
    try {
      T service = context.getService(reference);
      if (service == null) {
        return Answer.none();
      }
      try {
        R answer = question.apply(service);
        return answer == null
            ? Answer.failed(new IllegalStateException("the service gave no answer"))
            : Answer.of(answer);
      } finally {
        context.ungetService(reference);
      }
    } catch (RuntimeException | LinkageError e) { // linkage: its bundle was refreshed
      return Answer.failed(e);
    }
  }

  /** Asks the highest-ranked service of a type that is usable. */
  <T, R> Answer<R> askBest(Class<T> type, Function<? super T, R> question) {
    for (ServiceReference<T> reference : ranked(type)) {
      Answer<R> answer = ask(reference, question);
      if (answer.failed() || answer.value().isPresent()) {
        return answer;
      }
    }
    return Answer.none();
  }

  /** Returns whether a service of a type is usable; a component that fails is only registered. */
  boolean has(Class<?> type) {
    return askBest(type, service -> true).value().isPresent();
  }

  /** Returns the symbolic name of the bundle that registered a service, for people. */
  static String bundle(ServiceReference<?> reference) {
    Bundle bundle = reference.getBundle();
    return bundle == null || bundle.getSymbolicName() == null ? "?" : bundle.getSymbolicName();
  }

  /** Returns a service property as text, or null. */
  static @Nullable String text(ServiceReference<?> reference, String property) {
    Object value = reference.getProperty(property);
    return value == null ? null : String.valueOf(value);
  }
}
