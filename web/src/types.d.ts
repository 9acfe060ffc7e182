/** Whether the page is built as a still: without a server, over the answers that it carries. */
declare const __STILL__: boolean;
