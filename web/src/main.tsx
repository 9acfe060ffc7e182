/** Starts the page. */
import { render } from "preact";
import { App } from "./app";
import { startTheme } from "./theme";
import "./style/base.css";
import "./style/parts.css";
import "./style/views.css";

startTheme();
if (__STILL__) location.hash ||= document.documentElement.dataset.start ?? "";
const root = document.getElementById("app");
if (root) render(<App />, root);
