// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.nogap;

import io.portcullis.api.Verdict;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.testkit.Await;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/** Delays each thread of the observers' bundle that gets it, as if it had lost the processor. */
final class SlowInterceptor implements ServiceFactory<GovernanceInterceptor>, AutoCloseable {
  private static final GovernanceInterceptor DENYING =
      call -> CompletableFuture.completedFuture(Verdict.Deny.fault("slow"));

  private final CountDownLatch wanted = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final CompletableFuture<ServiceRegistration<GovernanceInterceptor>> registered;
  private volatile boolean gone;

  /** Is registered in one of those threads, which is held up in it if the observers want it. */
  SlowInterceptor(BundleContext context, int ranking, Executor threads) {
    registered =
        CompletableFuture.supplyAsync(
            () ->
                context.registerService(
                    GovernanceInterceptor.class,
                    this,
                    FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, ranking))),
            threads);
  }

  void awaitRegistered() {
    Await.await(registered);
  }

  void awaitWanted() {
    Await.await(wanted);
  }

  /** Gives the service. */
  void release() {
    released.countDown();
  }

  /** Gives no service, as the registry does for one that has left in the meantime. */
  void releaseAsGone() {
    gone = true;
    released.countDown();
  }

  @Override
  public GovernanceInterceptor getService(
      Bundle bundle, ServiceRegistration<GovernanceInterceptor> registration) {
    if (!bundle.getSymbolicName().equals(ObserverCaller.BUNDLE)) {
      return DENYING;
    }
    wanted.countDown();
    Await.await(released);
    return gone ? null : DENYING;
  }

  @Override
  public void close() {
    release();
    Await.await(registered).unregister();
  }

  @Override
  public void ungetService(
      Bundle bundle,
      ServiceRegistration<GovernanceInterceptor> registration,
      GovernanceInterceptor service) {
    // nothing is held
  }
}
