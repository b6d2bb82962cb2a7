// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

/** The end of a reply on a server that fails at it, which a real one does not on demand. */
class ClientResponseTest {
  /** Does nothing, and gives more of its kind. */
  private static <T> T idle(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                method.getReturnType().isInterface() ? idle(method.getReturnType()) : null));
  }

  @Test
  void allListenersAreCalledInReverseOrder() {
    List<String> told = new ArrayList<>();
    Callback failing =
        Callback.from(
            () -> told.add("succeeded"),
            failure -> {
              told.add("failed");
              throw new IllegalStateException("by the test");
            });
    ClientResponse reply = new ClientResponse(idle(Request.class), idle(Response.class), failing);
    reply.onOver(() -> told.add("first"));
    reply.onOver(
        () -> {
          told.add("second");
          throw new StackOverflowError("by the test");
        });
    reply.onOver(() -> told.add("third"));
    reply.abort();
    assertThat(told).containsExactly("failed", "third", "second", "first");
    reply.abort();
    assertThat(told).as("once").hasSize(4);
    reply.onOver(() -> told.add("late"));
    assertThat(told).endsWith("late");
  }

  @Test
  void stepBeforeTheEndIsDoneWhenTheLastBytesAreWritten() {
    List<String> told = new ArrayList<>();
    Response response =
        (Response)
            Proxy.newProxyInstance(
                Response.class.getClassLoader(),
                new Class<?>[] {Response.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("write")) {
                    told.add("last " + arguments[0]);
                  }
                  return method.getReturnType().isInterface() ? idle(method.getReturnType()) : null;
                });
    ClientResponse reply = new ClientResponse(idle(Request.class), response, Callback.NOOP);
    reply.beforeEnd(() -> told.add("before"));
    reply.json(200, new byte[] {'1'}, HttpFields.EMPTY);
    assertThat(told).containsExactly("before", "last true");
    reply.end();
    assertThat(told).as("once").hasSize(2);
  }
}
