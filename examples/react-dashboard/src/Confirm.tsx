import { useEffect, useRef, type ReactNode } from 'react';

interface Props {
  children: ReactNode;
  onConfirm: () => void;
  onCancel: () => void;
}

export function Confirm({ children, onConfirm, onCancel }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} onClose={onCancel}>
      <p>{children}</p>
      <button onClick={onConfirm}>Revoke</button> <button onClick={onCancel}>Cancel</button>
    </dialog>
  );
}
