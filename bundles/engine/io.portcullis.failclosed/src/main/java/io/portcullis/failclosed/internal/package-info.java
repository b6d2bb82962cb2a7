// SPDX-License-Identifier: Apache-2.0
/** Floor and ceiling. */
@NullMarked
package io.portcullis.failclosed.internal;

import org.jspecify.annotations.NullMarked;
