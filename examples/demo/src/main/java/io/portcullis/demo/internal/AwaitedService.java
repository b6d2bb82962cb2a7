// SPDX-License-Identifier: Apache-2.0
package io.portcullis.demo.internal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** Waits until a service is there and in some state, or gone, woken by service events. */
final class AwaitedService<S> extends ServiceTracker<S, S> implements AutoCloseable {
  private final Predicate<S> state;
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch gone = new CountDownLatch(1);

  AwaitedService(BundleContext context, Class<S> type, String filter, Predicate<S> state) {
    super(context, filter(type, filter), null);
    this.state = state;
  }

  private static Filter filter(Class<?> type, String filter) {
    try {
      return FrameworkUtil.createFilter("(&(objectClass=" + type.getName() + ")" + filter + ")");
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  void await(long nanos) throws InterruptedException, TimeoutException {
    open();
    if (!reached.await(nanos, TimeUnit.NANOSECONDS)) {
      throw new TimeoutException();
    }
  }

  void awaitGone(long nanos) throws InterruptedException, TimeoutException {
    open();
    if (!isEmpty() && !gone.await(nanos, TimeUnit.NANOSECONDS)) {
      throw new TimeoutException();
    }
  }

  @Override
  public @Nullable S addingService(ServiceReference<S> reference) {
    S service = super.addingService(reference);
    look(service);
    return service;
  }

  @Override
  public void modifiedService(ServiceReference<S> reference, S service) {
    look(service);
  }

  @Override
  public void removedService(ServiceReference<S> reference, S service) {
    super.removedService(reference, service);
    if (isEmpty()) {
      gone.countDown();
    }
  }

  private void look(@Nullable S service) {
    if (service != null && state.test(service)) {
      reached.countDown();
    }
  }
}
