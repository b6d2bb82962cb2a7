// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.response;

import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.jsonrpc.MalformedException.Reason;
import io.portcullis.mcp.jsonrpc.Member;
import io.portcullis.mcp.jsonrpc.Members;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.MessageReader;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Predicate;

/** One page of a {@code tasks/list} response. */
final class TaskList {
  /** The maximum number of tasks of a page. */
  static final int MAX_TASKS = 10_000;

  private TaskList() {}

  /**
   * Returns the same response with some of its tasks.
   *
   * @param shown selects the tasks that stay, by id
   * @throws MalformedException if two readers could read the list differently, or it is too long
   */
  static Message.Response of(Message.Response answer, MessageReader reader, Predicate<String> shown)
      throws MalformedException {
    Members result = answer.result();
    if (!result.present() || result.hasCaseVariantOf(List.of("tasks"))) {
      throw new MalformedException(Reason.SHAPE);
    }
    Member tasks = result.get("tasks");
    if (tasks == null) {
      return answer;
    }
    String array = tasks.in(answer.text());
    StringJoiner kept = new StringJoiner(",", "[", "]");
    boolean all = true;
    for (int[] place : reader.objectsOfArray(array, MAX_TASKS)) {
      String task = array.substring(place[0], place[1]);
      Members members = reader.members(task);
      String id = members.text("taskId");
      if (id == null || members.hasCaseVariantOf(List.of("taskId"))) {
        throw new MalformedException(Reason.SHAPE);
      }
      if (shown.test(id)) {
        kept.add(task);
      } else {
        all = false;
      }
    }
    if (all) {
      return answer;
    }
    String text = answer.text();
    String changed = text.substring(0, tasks.start()) + kept + text.substring(tasks.end());
    if (reader.message(changed) instanceof Message.Response response) {
      return response;
    }
    throw new MalformedException(Reason.SHAPE);
  }
}
