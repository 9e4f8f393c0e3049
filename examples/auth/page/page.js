// The laptop, unless the address of the page names another: ?laptop=127.0.0.1:4000. Deployed, these are the user
// pool's domain (https://NAME.auth.REGION.amazoncognito.com), the app client's ID and the stage's URL.
const laptop = new URLSearchParams(location.search).get("laptop") ?? "127.0.0.1:3000";
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
  if (answer.get("state") === sessionStorage.getItem("state")) connect(token);
  else show("This is not the answer to your sign-in. Sign in again.");
}

function connect(token) {
  const socket = new WebSocket(SERVICE, ["bearer", token]);
  socket.onopen = () => socket.send("who am I?");
  socket.onmessage = ({ data }) => show(data);
  socket.onclose = ({ code }) => show(`Closed with ${code}. Sign in again.`);
}
