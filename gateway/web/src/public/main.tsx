import { render } from "preact";
import { askNotice } from "../lib/notice";
import "../styles/main.scss";
import { PublicApp } from "./app";

const root = document.getElementById("app")!;
root.textContent = "";
render(<PublicApp scheme={new URLSearchParams(window.location.search).get("scheme") ?? ""} askNotice={askNotice} />, root);
