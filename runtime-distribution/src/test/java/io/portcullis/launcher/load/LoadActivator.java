// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.load;

import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;

/**
 * A bundle whose tool writes each of its runs to a ledger of its own, by a system call, and so
 * survives a kill as the journal has to. Prints a line every so many runs.
 */
public final class LoadActivator implements BundleActivator {
  /** Framework property: how many threads call. */
  private static final String THREADS = "portcullis.load.threads";

  private static final int CALLS_PER_LINE = 200;

  private final String prefix = UUID.randomUUID().toString();
  private final AtomicLong count = new AtomicLong();
  private final AtomicLong runs = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;
  private ServiceTracker<ToolGate, ToolGate> gates;
  private FileChannel ledger;

  @Override
  public void start(BundleContext context) throws IOException {
    ledger =
        FileChannel.open(
            Path.of(context.getProperty("portcullis.home"), "ledger"),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
    gates = new ServiceTracker<>(context, ToolGate.class, null);
    gates.open();
    String configured = context.getProperty(THREADS);
    for (int n = 0; n < (configured == null ? 4 : Integer.parseInt(configured)); n++) {
      Thread thread = new Thread(this::call, "load-" + n);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void call() {
    while (!stopped) {
      String ticket = prefix + '-' + count.incrementAndGet();
      ToolGate gate = gates.getService();
      if (gate == null) {
        Thread.yield();
        continue;
      }
      ToolOutcome<Integer> outcome =
          gate.run(
              ToolCall.of("read_file", "{\"ticket\":\"" + ticket + "\"}"),
              arguments -> {
                byte[] line = (arguments + "\n").getBytes(StandardCharsets.UTF_8);
                return ledger.write(ByteBuffer.wrap(line));
              });
      tell(outcome);
    }
  }

  private void tell(ToolOutcome<Integer> outcome) {
    if (outcome instanceof ToolOutcome.Denied<Integer> denied) {
      System.out.println("denied " + denied.verdict().reason());
    } else {
      long done = runs.incrementAndGet();
      if (done % CALLS_PER_LINE == 1) {
        System.out.println("runs " + done);
      }
    }
  }

  @Override
  public void stop(BundleContext context) throws IOException, InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.join();
    }
    gates.close();
    ledger.close();
  }
}
