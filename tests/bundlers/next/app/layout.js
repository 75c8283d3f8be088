export default function Layout({ children }) {
  return (
    <html lang="en">
      <head>
        <title>Revoke a token</title>
        <link rel="icon" href="data:," />
      </head>
      <body>{children}</body>
    </html>
  );
}
