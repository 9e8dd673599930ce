import { render } from "preact";
import { browserTransport } from "./api/transport";
import { App } from "./app/app";
import { askNotice } from "./lib/notice";
import "./styles/main.scss";

const root = document.getElementById("app")!;
root.textContent = "";
render(<App makeTransport={browserTransport} askNotice={askNotice} />, root);
