// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.wire;

import io.portcullis.mcp.http.internal.connection.SerialConnector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client is told for one request: one JSON text, or a stream of events. Nothing here blocks;
 * what was given is written in its order. Thread-safe.
 */
public final class ClientResponse {
  /** The media type of JSON. */
  public static final String JSON = "application/json";

  /** The media type of a stream of events. */
  public static final String EVENTS = "text/event-stream";

  /** An error is what its type says, and no page. */
  static final HttpField NO_SNIFF = new HttpField("X-Content-Type-Options", "nosniff");

  private static final Logger LOG = LoggerFactory.getLogger(ClientResponse.class);

  /** What it has become. */
  private enum Shape {
    NOTHING,
    STREAM,
    TEXT,
    ENDED
  }

  private final Request request;
  private final Response response;
  private final Callback callback;
  private final Object lock = new Object();
  private final Deque<ByteBuffer> queue = new ArrayDeque<>();
  private final Writer writer = new Writer();
  private Shape shape = Shape.NOTHING;
  private boolean ending;
  private boolean lastWritten;
  private boolean over;
  private boolean pipelined;
  private @Nullable Runnable drained;
  private @Nullable Runnable beforeEnd;
  private final List<Runnable> listeners = new ArrayList<>();

  public ClientResponse(Request request, Response response, Callback callback) {
    this.request = request;
    this.response = response;
    this.callback = callback;
  }

  /**
   * A further listener is told, once and before the earlier ones, that nothing more can be said; at
   * once if that is so already.
   */
  public void onOver(Runnable listener) {
    synchronized (lock) {
      if (!over) {
        listeners.add(listener);
        return;
      }
    }
    listener.run();
  }

  /** Sets a step that runs before the last bytes are given: it is done when the client has them. */
  public void beforeEnd(Runnable step) {
    synchronized (lock) {
      beforeEnd = step;
    }
  }

  private void ends() {
    Runnable step;
    synchronized (lock) {
      step = beforeEnd;
      beforeEnd = null;
    }
    if (step != null) {
      step.run();
    }
  }

  /** Whether the client said that it takes a stream of events. */
  public boolean acceptsEvents() {
    return request.getHeaders().getValuesList(HttpHeader.ACCEPT).stream()
        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains(EVENTS));
  }

  /**
   * Answers with one JSON text; as an event, and whatever the status is, if the stream has begun.
   *
   * @param status the HTTP status
   * @param json the text, without line breaks but at its end
   * @param headers further headers
   */
  public void json(int status, byte[] json, HttpFields headers) {
    boolean asEvent;
    boolean begun;
    synchronized (lock) {
      begun = shape == Shape.TEXT;
    }
    if (begun) {
      abort(); // the text that has begun can be neither taken back nor completed
      return;
    }
    ends();
    synchronized (lock) {
      if (shape == Shape.ENDED) {
        return;
      }
      asEvent = shape == Shape.STREAM;
      shape = Shape.ENDED;
      ending = true;
      if (asEvent) {
        queue.add(ByteBuffer.wrap(ServerSentEvent.ofData(json)));
      } else {
        commit(status, JSON, headers);
        queue.add(ByteBuffer.wrap(json));
      }
    }
    writer.iterate();
  }

  /** Answers without a text. */
  public void status(int status, HttpFields headers) {
    text(status, null, new byte[0], headers);
  }

  /** Answers with some text; a stream that has begun just ends. */
  public void text(int status, @Nullable String type, byte[] body, HttpFields headers) {
    ends();
    synchronized (lock) {
      if (shape == Shape.TEXT || shape == Shape.ENDED) {
        return;
      }
      if (shape == Shape.NOTHING) {
        commit(status, type, headers);
        if (body.length > 0) {
          queue.add(ByteBuffer.wrap(body));
        }
      }
      shape = Shape.ENDED;
      ending = true;
    }
    writer.iterate();
  }

  private void commit(int status, @Nullable String type, HttpFields headers) {
    response.setStatus(status);
    response.getHeaders().add(headers);
    if (type != null) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    }
    if (status >= 400) {
      response.getHeaders().put(NO_SNIFF);
    }
    if (EVENTS.equals(type)) {
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
      response.getHeaders().put("X-Accel-Buffering", "no");
    }
  }

  /**
   * Begins the stream of events, if nothing was said yet.
   *
   * @return whether the reply is such a stream now
   */
  public boolean beginEvents(HttpFields headers) {
    boolean begun;
    synchronized (lock) {
      if (shape == Shape.NOTHING) {
        commit(200, EVENTS, headers);
        shape = Shape.STREAM;
        queue.add(BufferUtil.EMPTY_BUFFER); // so that the client sees at once that it has begun
      }
      begun = shape == Shape.STREAM;
    }
    writer.iterate();
    return begun;
  }

  /**
   * Begins a JSON text that comes in pieces.
   *
   * @return whether the reply is such a text now; if not, the text has to become an event
   */
  public boolean beginText(HttpFields headers) {
    synchronized (lock) {
      if (shape == Shape.NOTHING) {
        commit(200, JSON, headers);
        shape = Shape.TEXT;
      }
      return shape == Shape.TEXT;
    }
  }

  /** Adds to what has begun; the bytes are no longer the caller's. */
  public void add(byte[] bytes) {
    synchronized (lock) {
      if (ending || over || shape == Shape.NOTHING) {
        return;
      }
      queue.add(ByteBuffer.wrap(bytes));
    }
    writer.iterate();
  }

  /** Whether a stream of events has begun and not ended. */
  public boolean streams() {
    synchronized (lock) {
      return shape == Shape.STREAM && !over;
    }
  }

  /** Ends what has begun. */
  public void end() {
    ends();
    synchronized (lock) {
      if (shape == Shape.NOTHING) {
        return;
      }
      shape = Shape.ENDED;
      ending = true;
    }
    writer.iterate();
  }

  /** Calls back, once, when all that was given is written; never if that does not happen. */
  public void whenWritten(Runnable then) {
    synchronized (lock) {
      drained = then;
    }
    writer.iterate();
  }

  /** Cuts the connection, so that the client sees that this is no proper end. */
  public void abort() {
    synchronized (lock) {
      if (over) {
        return;
      }
    }
    EofException cause = new EofException("cut by the gateway");
    EndPoint endPoint = endPoint();
    SerialConnector.serially( // another thread may be reading the body into the same buffer
        endPoint,
        () -> {
          endPoint.close(cause);
          writer.abort(cause);
        });
  }

  private EndPoint endPoint() {
    return request.getConnectionMetaData().getConnection().getEndPoint();
  }

  /**
   * Whether the client has closed the connection. The server does not look for that while a request
   * is under way, so this reads ahead. Only after the whole request was read.
   */
  public boolean clientHasGone() {
    synchronized (lock) {
      if (over) {
        return true;
      }
      if (pipelined || lastWritten) {
        return false;
      }
      try {
        int read = endPoint().fill(BufferUtil.allocate(1));
        // Something of a next request is lost now, so this connection must serve none.
        pipelined = read > 0;
        return read < 0;
      } catch (IOException e) {
        LOG.debug("a connection cannot be read", e);
        return true;
      }
    }
  }

  private void over(@Nullable Throwable failure) {
    boolean close;
    List<Runnable> told;
    synchronized (lock) {
      if (over) {
        return;
      }
      over = true;
      shape = Shape.ENDED;
      queue.clear();
      told = new ArrayList<>(listeners);
      close = pipelined;
    }
    tell(() -> endHandling(failure, close));
    Collections.reverse(told); // what began first is over last, when all within it is
    told.forEach(ClientResponse::tell);
  }

  private void endHandling(@Nullable Throwable failure, boolean close) {
    if (close) {
      endPoint().shutdownOutput();
    }
    if (failure == null) {
      callback.succeeded();
    } else {
      callback.failed(failure);
    }
  }

  /** One that fails keeps nothing from the others. */
  private static void tell(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException | Error e) {
      LOG.error("an exchange did not end properly", e);
    }
  }

  /** Writes one piece after the other. */
  private final class Writer extends IteratingCallback {
    @Override
    protected Action process() {
      ByteBuffer next;
      boolean last;
      Runnable then = null;
      synchronized (lock) {
        if (lastWritten) {
          return Action.SUCCEEDED;
        }
        next = queue.poll();
        last = ending && queue.isEmpty();
        lastWritten = last;
        if (next == null && !last) {
          then = drained;
          drained = null;
        }
      }
      if (next != null || last) {
        response.write(last, next == null ? BufferUtil.EMPTY_BUFFER : next, this);
        return Action.SCHEDULED;
      }
      if (then != null) {
        then.run();
      }
      return Action.IDLE;
    }

    @Override
    protected void onCompleteSuccess() {
      over(null);
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
      over(cause);
    }
  }
}
