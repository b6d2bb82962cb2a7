// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.thread;

import java.util.concurrent.Executor;

/**
 * What links run on.
 *
 * @param time tells the time and keeps it
 * @param threads where code of others runs; each task may be held up without holding up others
 * @param loop waits for the channels
 */
public record LinkThreading(LinkTime time, Executor threads, SelectorLoop loop) {}
