export default function Page() {
  return <h1>Revoke a token</h1>;
}
