// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.mcp.http.internal.limit.LogLimit;
import io.portcullis.mcp.http.internal.wire.ClientResponse;
import java.io.EOFException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Failures of an answer at moments that no real server meets on demand. */
class UpstreamCallTest {
  private final List<String> events = new ArrayList<>();
  private final Source source = new Source();
  private final Request request = idle(Request.class);
  private final Response head = idle(Response.class);

  private static <T> T idle(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                method.getReturnType().isInterface() ? idle(method.getReturnType()) : null));
  }

  /** A body whose callbacks the test runs. */
  private static final class Source implements Content.Source {
    private Content.Chunk next;
    private Runnable demand;

    @Override
    public Content.Chunk read() {
      return next;
    }

    @Override
    public void demand(Runnable callback) {
      demand = callback;
    }

    @Override
    public void fail(Throwable failure) {
      next = Content.Chunk.from(failure);
    }
  }

  private final class Listener implements UpstreamCall.Listener, ResponseBody {
    @Override
    public ResponseBody answered(Response answer) {
      events.add("answered");
      return this;
    }

    @Override
    public void unreachable() {
      events.add("unreachable");
    }

    @Override
    public void bytes(ByteBuffer piece) {
      throw new IllegalStateException("by the test");
    }

    @Override
    public void end() {
      events.add("end");
    }

    @Override
    public void broken() {
      events.add("broken");
    }
  }

  private UpstreamCall call() {
    Callback client = Callback.from(() -> events.add("written"), failure -> events.add("cut"));
    ClientResponse reply =
        new ClientResponse(
            idle(org.eclipse.jetty.server.Request.class),
            idle(org.eclipse.jetty.server.Response.class),
            client);
    LogLimit limit = new LogLimit(LoggerFactory.getLogger(getClass()), () -> 0);
    return new UpstreamCall(request, reply, new Listener(), limit, () -> 0);
  }

  private Result failed(Throwable failure) {
    return new Result(request, head, failure);
  }

  @Test
  void failureReachesWaitingReaderThatIsNotCalledBack() {
    UpstreamCall call = call();
    call.onContentSource(head, source);
    EOFException failure = new EOFException("by the test");
    source.fail(failure);
    call.onComplete(failed(failure));
    assertThat(events).containsExactly("answered", "broken");
    source.demand.run();
    assertThat(events).as("once").containsExactly("answered", "broken");
  }

  @Test
  void failureIsNotReportedTwiceToReaderThatWasCalledBack() {
    UpstreamCall call = call();
    call.onContentSource(head, source);
    EOFException failure = new EOFException("by the test");
    source.fail(failure);
    source.demand.run();
    call.onComplete(failed(failure));
    assertThat(events).containsExactly("answered", "broken");
  }

  @Test
  void readerThatThrowsCutsTheClient() {
    UpstreamCall call = call();
    call.onContentSource(head, source);
    source.next = Content.Chunk.from(ByteBuffer.wrap(new byte[] {1}), false);
    source.demand.run();
    assertThat(events).containsExactly("answered", "cut");
  }

  @Test
  void failureBeforeTheHeadIsAnUnreachableServer() {
    UpstreamCall call = call();
    call.onComplete(failed(new EOFException("by the test")));
    assertThat(events).containsExactly("unreachable");
  }
}
