// The laptop's port, unless the page's address names another: ?port=4000. No more than the port: a link to this page
// must not say who gets the token. Deployed, these are the user pool's domain
// (https://NAME.auth.REGION.amazoncognito.com), the app client's ID and the stage's URL.
const laptop = `127.0.0.1:${Number(new URLSearchParams(location.search).get("port")) || 3000}`;
const SIGN_IN = `http://${laptop}`;
const CLIENT_ID = "web";
const SERVICE = `ws://${laptop}/dev`;

const show = (text) => (document.querySelector("#status").textContent = text);

document.querySelector("#sign-in").addEventListener("click", () => {
  // What comes back must be the answer to this.
  const state = crypto.randomUUID();
  sessionStorage.setItem("state", state);
  const query = new URLSearchParams({
    response_type: "token",
    client_id: CLIENT_ID,
    redirect_uri: location.href.split("#")[0],
    state,
  });
  location.assign(`${SIGN_IN}/oauth2/authorize?${query}`);
});

const answer = new URLSearchParams(location.hash.slice(1));
const token = answer.get("access_token");
if (token) {
  // The token stays out of the history.
  history.replaceState(null, "", location.href.split("#")[0]);
  const state = sessionStorage.getItem("state");
  sessionStorage.removeItem("state");
  if (state !== null && answer.get("state") === state) connect(token);
  else show("This is not the answer to your sign-in. Sign in again.");
}

function connect(token) {
  const socket = new WebSocket(SERVICE, ["bearer", token]);
  socket.onopen = () => socket.send("who am I?");
  socket.onmessage = ({ data }) => show(data);
  socket.onclose = ({ code }) => show(`Closed with ${code}. Sign in again.`);
}
