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
 * The HTTP response to a client: one JSON text, or a stream of events. No method blocks, and the
 * bytes are written in the order of the calls. Thread-safe.
 */
public final class ClientResponse {
  /** The media type of JSON. */
  public static final String JSON = "application/json";

  /** The media type of a stream of events. */
  public static final String EVENTS = "text/event-stream";

  /** Keeps browsers from guessing the type of an error. */
  static final HttpField NO_SNIFF = new HttpField("X-Content-Type-Options", "nosniff");

  private static final Logger LOG = LoggerFactory.getLogger(ClientResponse.class);

  /** The form that the response has taken. */
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
   * Adds a listener, which is called once when the response has ended; at once if it has ended
   * already. Later listeners are called first.
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

  /** Sets a step that runs before the last bytes, so that it is done when the client has them. */
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

  /** Checks whether the client accepts a stream of events. */
  public boolean acceptsEvents() {
    return request.getHeaders().getValuesList(HttpHeader.ACCEPT).stream()
        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains(EVENTS));
  }

  /**
   * Responds with one JSON text; with an event, whatever the status is, if a stream has begun.
   *
   * @param status the HTTP status
   * @param json the text, with line breaks only at its end
   * @param headers further headers
   */
  public void json(int status, byte[] json, HttpFields headers) {
    if (textHasBegun()) {
      abort(); // a text that has begun can be neither withdrawn nor completed
      return;
    }
    ends();
    synchronized (lock) {
      if (shape == Shape.ENDED) {
        return;
      }
      endWith(status, json, headers);
    }
    writer.iterate();
  }

  private void endWith(int status, byte[] json, HttpFields headers) {
    boolean asEvent = shape == Shape.STREAM;
    shape = Shape.ENDED;
    ending = true;
    if (asEvent) {
      queue.add(ByteBuffer.wrap(ServerSentEvent.ofData(json)));
    } else {
      commit(status, JSON, headers);
      queue.add(ByteBuffer.wrap(json));
    }
  }

  private boolean textHasBegun() {
    synchronized (lock) {
      return shape == Shape.TEXT;
    }
  }

  /** Responds without a text. */
  public void status(int status, HttpFields headers) {
    text(status, null, new byte[0], headers);
  }

  /** Responds with a text; a stream that has begun just ends. */
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
   * Begins a stream of events, if the response has not begun.
   *
   * @return whether the response is such a stream now
   */
  public boolean beginEvents(HttpFields headers) {
    boolean begun;
    synchronized (lock) {
      if (shape == Shape.NOTHING) {
        commit(200, EVENTS, headers);
        shape = Shape.STREAM;
        queue.add(BufferUtil.EMPTY_BUFFER); // so that the client sees the head at once
      }
      begun = shape == Shape.STREAM;
    }
    writer.iterate();
    return begun;
  }

  /**
   * Begins a JSON text that comes in pieces.
   *
   * @return whether the response is such a text now; if not, the text must become an event
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

  /** Adds bytes to the response that has begun; the caller must not use them any more. */
  public void add(byte[] bytes) {
    synchronized (lock) {
      if (ending || over || shape == Shape.NOTHING) {
        return;
      }
      queue.add(ByteBuffer.wrap(bytes));
    }
    writer.iterate();
  }

  /** Checks whether a stream of events has begun and not ended. */
  public boolean streams() {
    synchronized (lock) {
      return shape == Shape.STREAM && !over;
    }
  }

  /** Ends the response that has begun. */
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

  /** Calls back, once, when all bytes are written; never if that fails. */
  public void whenWritten(Runnable then) {
    synchronized (lock) {
      drained = then;
    }
    writer.iterate();
  }

  /** Cuts the connection, so that the client detects an incomplete response. */
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
   * Checks whether the client has closed the connection. The server does not check this during a
   * request, so this method reads ahead. To be called only after the whole request was read.
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
        // A byte of the next request is lost, so this connection must serve no other one.
        pipelined = read > 0;
        return read < 0;
      } catch (IOException e) {
        LOG.debug("Cannot read a connection", e);
        return true;
      }
    }
  }

  private void over(@Nullable Throwable failure) {
    boolean close;
    List<Runnable> notified;
    synchronized (lock) {
      if (over) {
        return;
      }
      over = true;
      shape = Shape.ENDED;
      queue.clear();
      notified = new ArrayList<>(listeners);
      close = pipelined;
    }
    notifyListener(() -> endHandling(failure, close));
    Collections.reverse(notified); // the first listener is called last
    notified.forEach(ClientResponse::notifyListener);
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

  /** Calls a listener; one that fails does not affect the others. */
  private static void notifyListener(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException | Error e) {
      LOG.error("An exchange did not end cleanly", e);
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
